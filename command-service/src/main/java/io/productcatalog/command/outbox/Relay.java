package io.productcatalog.command.outbox;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.productcatalog.command.store.EventLogReader;
import io.productcatalog.command.store.LogPosition;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * The relay: publishes the event log to Kafka in commit order. Every replica runs one. The {@link RelayLease} makes one
 * of them the leader; the others stand by.
 *
 * <p>Guarantee: no event is skipped, and an event may be published more than once. No event overtakes another, with one
 * exception: when the brokers reject an event for good, the events in flight behind it are published before it, and
 * again after it.
 *
 * <p>The leader repeats three steps: read the next page of settled events, send it, and move the cursor when the
 * brokers have acknowledged the whole page. While there is much to publish, it reads and sends the next pages before
 * the first is acknowledged. After any failure it gives up the lease and starts again from the cursor, for as long as
 * it takes, with one page in flight until a page succeeds. It closes its publisher before it gives up the lease, so
 * nothing is sent without the lock.
 *
 * <p>On shutdown the leader publishes the rest of the log first, within the grace period.
 */
final class Relay implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Relay.class);

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
    private static final Duration STANDBY_INTERVAL = Duration.ofSeconds(1);
    private static final Duration RETRY_DELAY = Duration.ofSeconds(1);

    /** How long a stop waits for the thread after it has interrupted it. */
    private static final Duration INTERRUPT_TIMEOUT = Duration.ofSeconds(2);

    private final DataSource dataSource;
    private final Supplier<EventPublisher> publisherFactory;
    private final Duration gracePeriod;
    private final Counter published;
    private final CountDownLatch stopping = new CountDownLatch(1);

    /** A virtual thread, because an interrupt also ends its wait for a database that hangs. */
    private final Thread thread = Thread.ofVirtual().name("relay").unstarted(this::run);

    private final AtomicLong steps = new AtomicLong();
    private volatile boolean active;
    private volatile boolean unacknowledged;

    /** Whether no page has succeeded since the last failure. Used by the relay's thread only. */
    private boolean failing;

    /**
     * @param dataSource opens connections that are not pooled
     * @param publisherFactory creates a publisher for each lease
     * @param gracePeriod how long a shutdown may publish the rest of the log
     */
    Relay(
            DataSource dataSource,
            Supplier<EventPublisher> publisherFactory,
            Duration gracePeriod,
            MeterRegistry meters) {
        this.dataSource = dataSource;
        this.publisherFactory = publisherFactory;
        this.gracePeriod = gracePeriod;
        this.published = Counter.builder("catalog.relay.published")
                .description("Events acknowledged by the brokers")
                .register(meters);
        Gauge.builder("catalog.relay.active", () -> active ? 1 : 0)
                .description("1 in the replica whose relay is the leader and publishes, 0 in the others")
                .register(meters);
    }

    private void run() {
        while (!isStopping()) {
            // The publisher is closed first: while it can still send, the lock is held.
            try (RelayLease lease = RelayLease.connect(dataSource);
                    EventPublisher publisher = publisherFactory.get()) {
                if (awaitLeadership(lease)) {
                    publish(lease, publisher);
                }
            } catch (Throwable e) {
                // Also an Error: a relay whose thread has ended would look healthy and publish nothing.
                if (isStopping() && isInterrupt(e)) {
                    Thread.currentThread().interrupt();
                } else {
                    reportFailure(e);
                }
                if (!isStopping()) {
                    // The interrupt of a restart has done its work.
                    Thread.interrupted();
                    pause(RETRY_DELAY);
                }
            } finally {
                active = false;
                unacknowledged = false;
            }
        }
        if (Thread.currentThread().isInterrupted()) {
            log.warn("The relay stopped before the whole log was published; the next leader continues from the cursor");
        }
    }

    private static boolean isInterrupt(Throwable e) {
        return e instanceof InterruptedException || e instanceof InterruptException;
    }

    private void reportFailure(Throwable e) {
        steps.incrementAndGet();
        if (e instanceof Error) {
            log.error("The relay failed with an error and restarts", e);
        } else if (!failing) {
            log.warn("The relay failed and retries until it succeeds: {}", e.toString());
        }
        log.debug("Why the relay failed", e);
        failing = true;
    }

    /** Stands by until this relay is the leader. Returns false when the relay stops before. */
    private boolean awaitLeadership(RelayLease lease) {
        while (!isStopping()) {
            steps.incrementAndGet();
            if (lease.tryAcquire()) {
                return true;
            }
            pause(STANDBY_INTERVAL);
        }
        return false;
    }

    private void publish(RelayLease lease, EventPublisher publisher)
            throws SQLException, ExecutionException, InterruptedException {
        active = true;
        publisher.prepare(steps::incrementAndGet);
        LogPosition cursor = lease.cursor();
        LogPosition read = cursor;
        Queue<InFlightBatch> inFlight = new ArrayDeque<>();
        Duration settleDelay = MIN_SETTLE_DELAY;
        while (true) {
            // Read before the page: a page that ends the log then holds every change accepted before the stop.
            boolean stopRequested = isStopping();
            EventLogReader.Page page = lease.read(read, PAGE_SIZE);
            steps.incrementAndGet();
            if (!page.events().isEmpty()) {
                read = page.events().getLast().position();
                unacknowledged = true;
                inFlight.add(publisher.send(page.events()));
                steps.incrementAndGet();
            }
            boolean more = page.hasMore();
            // One page at a time after a failure: an event that is rejected again then lets no other page pass.
            if (more && !failing && inFlight.size() < MAX_PAGES_IN_FLIGHT) {
                continue;
            }
            if (!inFlight.isEmpty()) {
                cursor = awaitAcknowledged(lease, cursor, inFlight, more ? 1 : inFlight.size());
                unacknowledged = !inFlight.isEmpty();
                settleDelay = MIN_SETTLE_DELAY;
            }
            if (more) {
                continue;
            }
            if (stopRequested && !page.hasUnsettled()) {
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
    private LogPosition awaitAcknowledged(
            RelayLease lease, LogPosition cursor, Queue<InFlightBatch> inFlight, int pages)
            throws SQLException, ExecutionException, InterruptedException {
        LogPosition to = cursor;
        int events = 0;
        for (int i = 0; i < pages; i++) {
            InFlightBatch first = inFlight.remove();
            first.await(lease);
            steps.incrementAndGet();
            to = first.last();
            events += first.count();
        }
        lease.advance(cursor, to);
        published.increment(events);
        if (failing) {
            log.info("The relay has recovered");
            failing = false;
        }
        return to;
    }

    /**
     * The number of steps taken. Each call that ends is a step, and so is each attempt that fails or finds another
     * leader.
     */
    long steps() {
        return steps.get();
    }

    Thread thread() {
        return thread;
    }

    /** Whether records were sent to the brokers that they have not acknowledged. */
    boolean hasUnacknowledgedRecords() {
        return unacknowledged;
    }

    /** Interrupts the relay. It gives up the lease and starts again after a second, with a new producer. */
    void restart() {
        if (!isStopping()) {
            thread.interrupt();
        }
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    private void pause(Duration time) {
        try {
            stopping.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public void stop() {
        stopping.countDown();
        try {
            if (!thread.join(gracePeriod)) {
                thread.interrupt();
                thread.join(INTERRUPT_TIMEOUT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return thread.isAlive();
    }

    /** Stops after the web server, when no more changes are accepted, and before the connection pools. */
    @Override
    public int getPhase() {
        return SmartLifecycle.DEFAULT_PHASE - 4096;
    }
}
