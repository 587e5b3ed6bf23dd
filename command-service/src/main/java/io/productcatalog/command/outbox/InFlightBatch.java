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
 * A batch of events that were sent to the brokers and await their acknowledgements. The events are in the order of the
 * log.
 *
 * @param last the position of the last event
 */
record InFlightBatch(List<Future<?>> acknowledgements, LogPosition last) {

    private static final Duration LEASE_CHECK_INTERVAL = Duration.ofSeconds(1);

    int count() {
        return acknowledgements.size();
    }

    /**
     * Waits until every event is acknowledged, however long that takes. While it waits, it checks the lease once a
     * second.
     *
     * @throws ExecutionException when the brokers rejected an event for good. Others may have been published; the whole
     *     batch must be sent again.
     * @throws IllegalStateException when the lease is lost
     */
    void await(RelayLease lease) throws ExecutionException, InterruptedException, SQLException {
        for (Future<?> acknowledgement : acknowledgements) {
            await(acknowledgement, lease);
        }
    }

    private static void await(Future<?> acknowledgement, RelayLease lease)
            throws ExecutionException, InterruptedException, SQLException {
        while (true) {
            try {
                acknowledgement.get(LEASE_CHECK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException stillWaiting) {
                lease.requireHeld();
            }
        }
    }
}
