package io.productcatalog.command.outbox;

import io.productcatalog.command.store.LogPosition;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Events that are on their way to the brokers, in the order of the log.
 *
 * @param last the place of the last of them
 */
record InFlightBatch(List<Future<?>> acknowledgements, LogPosition last) {

    /** The right to publish. */
    @FunctionalInterface
    interface Office {

        /**
         * Checks that nobody else publishes.
         *
         * @throws IllegalStateException when somebody else may publish by now
         */
        void check() throws SQLException;
    }

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    int count() {
        return acknowledgements.size();
    }

    /**
     * Returns when all of them are acknowledged. While the brokers are away it waits, and asks now and then whether it is
     * still in office.
     *
     * @throws ExecutionException when the brokers refused one for good; others may have been published, and all of them
     *     are to be sent again
     */
    void await(Office office) throws ExecutionException, InterruptedException, SQLException {
        for (Future<?> acknowledgement : acknowledgements) {
            await(acknowledgement, office);
        }
    }

    private static void await(Future<?> acknowledgement, Office office)
            throws ExecutionException, InterruptedException, SQLException {
        while (true) {
            try {
                acknowledgement.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException stillWaiting) {
                office.check();
            }
        }
    }
}
