package io.productcatalog.command.outbox;

import io.productcatalog.command.store.LogPosition;
import io.productcatalog.command.store.LoggedChange;
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
 * @param acknowledgements one for each event, up to the first that could not be sent
 */
record InFlightBatch(List<LoggedChange> events, List<Future<?>> acknowledgements) {

    private static final Duration LEASE_CHECK_INTERVAL = Duration.ofSeconds(1);

    /** Whether every event was queued. */
    boolean isQueued() {
        return acknowledgements.size() == events.size()
                && acknowledgements.getLast().state() != Future.State.FAILED;
    }

    int count() {
        return events.size();
    }

    /** The position of the last event. */
    LogPosition last() {
        return events.getLast().position();
    }

    /** The position of the last event before this one. */
    LogPosition lastBefore(int index) {
        return events.get(index - 1).position();
    }

    /**
     * Waits until every event is acknowledged, however long that takes. While it waits, it checks the lease once a
     * second.
     *
     * @throws RefusedEventException when an event was refused. Events behind it may have been published; they must be
     *     sent again.
     * @throws IllegalStateException when the lease is lost
     */
    void await(RelayLease lease) throws RefusedEventException, InterruptedException, SQLException {
        for (int i = 0; i < acknowledgements.size(); i++) {
            try {
                await(acknowledgements.get(i), lease);
            } catch (ExecutionException refused) {
                throw new RefusedEventException(events.get(i), i, refused);
            }
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
