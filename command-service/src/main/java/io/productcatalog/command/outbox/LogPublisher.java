package io.productcatalog.command.outbox;

import io.productcatalog.command.store.EventLogReader;
import io.productcatalog.command.store.LogPosition;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A publisher of the event log for one lease. It repeats three steps: read the next page of settled events, send it,
 * and move the cursor when the brokers have acknowledged the whole page. While there is much to publish, it reads and
 * sends the next pages before the first is acknowledged. After a failure it has one page in flight until a page
 * succeeds.
 */
final class LogPublisher {

    private static final Logger log = LoggerFactory.getLogger(LogPublisher.class);

    /** The maximum number of events in a page. */
    private static final int PAGE_SIZE = 500;

    /** The brokers have two pages to work on while the next is read. */
    private static final int MAX_PAGES_IN_FLIGHT = 3;

    private static final Duration POLL_INTERVAL = Duration.ofMillis(500);

    /**
     * The first delay before the next read while committed events have yet to settle. It doubles with each such read.
     */
    private static final Duration MIN_SETTLE_DELAY = Duration.ofMillis(1);

    private static final Duration MAX_SETTLE_DELAY = Duration.ofMillis(50);

    private final RelayLease lease;
    private final EventPublisher events;
    private final RelayProgress progress;
    private final Queue<InFlightBatch> inFlight = new ArrayDeque<>();

    LogPublisher(RelayLease lease, EventPublisher events, RelayProgress progress) {
        this.lease = lease;
        this.events = events;
        this.progress = progress;
    }

    /**
     * Publishes until a stop is requested and the rest of the log is published.
     *
     * @throws RefusedEventException when an event was refused; the cursor is behind the events before it
     * @throws IllegalStateException when the lease is lost
     */
    void publish(BooleanSupplier stopRequested) throws SQLException, RefusedEventException, InterruptedException {
        events.prepare(progress::step);
        LogPosition cursor = lease.cursor();
        LogPosition read = cursor;
        Duration settleDelay = MIN_SETTLE_DELAY;
        while (true) {
            // Asked before the page is read: a page that ends the log then holds every change accepted before the stop.
            boolean stopping = stopRequested.getAsBoolean();
            // A refused event is tried alone, so that no event behind it is published again with each attempt.
            EventLogReader.Page page = lease.read(read, progress.isBlocked() ? 1 : PAGE_SIZE);
            progress.step();
            if (!page.events().isEmpty()) {
                read = page.events().getLast().position();
                progress.setUnacknowledged(true);
                inFlight.add(events.send(page.events()));
                progress.step();
            }
            boolean more = page.hasMore();
            boolean queued = inFlight.stream().allMatch(InFlightBatch::isQueued);
            // One page at a time after a failure: an event that is rejected again then lets no other page pass.
            if (more && queued && !progress.isFailing() && inFlight.size() < MAX_PAGES_IN_FLIGHT) {
                continue;
            }
            if (!inFlight.isEmpty()) {
                cursor = awaitAcknowledged(cursor, more && queued ? 1 : inFlight.size());
                progress.setUnacknowledged(!inFlight.isEmpty());
                settleDelay = MIN_SETTLE_DELAY;
            }
            if (more) {
                continue;
            }
            if (stopping && !page.hasUnsettled()) {
                // Changes that arrive from now on are accepted by other replicas, whose relays publish them.
                return;
            }
            if (page.hasUnsettled()) {
                Thread.sleep(settleDelay);
                settleDelay = settleDelay.compareTo(MAX_SETTLE_DELAY) < 0 ? settleDelay.multipliedBy(2) : settleDelay;
            } else {
                // A change committed since the page was read has sent a notification.
                lease.awaitNotification(POLL_INTERVAL);
                settleDelay = MIN_SETTLE_DELAY;
            }
        }
    }

    /** Waits for the acknowledgements of the first pages in flight, and moves the cursor behind them. */
    private LogPosition awaitAcknowledged(LogPosition cursor, int pages)
            throws SQLException, RefusedEventException, InterruptedException {
        LogPosition to = cursor;
        for (int i = 0; i < pages; i++) {
            InFlightBatch first = inFlight.remove();
            try {
                first.await(lease);
            } catch (RefusedEventException refused) {
                progress.setBlocked(true);
                if (refused.acknowledged() > 0) {
                    advance(to, first.lastBefore(refused.acknowledged()), refused.acknowledged());
                }
                throw refused;
            }
            progress.step();
            advance(to, first.last(), first.count());
            to = first.last();
        }
        progress.setBlocked(false);
        if (progress.isFailing()) {
            log.info("The relay has recovered");
            progress.setFailing(false);
        }
        return to;
    }

    private void advance(LogPosition from, LogPosition to, int events) throws SQLException {
        lease.advance(from, to);
        progress.published(events);
    }
}
