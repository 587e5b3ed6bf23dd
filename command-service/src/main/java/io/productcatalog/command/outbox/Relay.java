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
 * Publishes the log: reads what has settled behind the cursor, sends it, waits for the acknowledgements, moves the
 * cursor, and begins again. While there is much to publish it reads and sends the next pages before the first is
 * acknowledged. Whatever fails is tried again from the cursor, for as long as it takes: events may be published twice, but
 * none is skipped, and none overtakes another unless the brokers refuse that for good: then what was on its way behind it is
 * published before it, and again after it.
 *
 * <p>Every replica runs one; the lock in {@link RelayLease} lets one of them work while the others stand by. On shutdown
 * it first publishes what the log still holds, if that takes no longer than the grace period.
 */
final class Relay implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Relay.class);
    private static final int PAGE = 500;
    /** So many pages are on their way at most; the brokers are busy with two while the next one is read. */
    private static final int PAGES_ON_THEIR_WAY = 3;

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration SETTLE = Duration.ofMillis(1);
    private static final Duration MAX_SETTLE = Duration.ofMillis(50);
    private static final Duration STANDBY = Duration.ofSeconds(1);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration ABANDON = Duration.ofSeconds(2);

    private final DataSource dataSource;
    private final Supplier<EventPublisher> publishers;
    private final Duration grace;
    private final Counter published;
    private final CountDownLatch stopping = new CountDownLatch(1);

    /** A virtual one, since an interrupt also ends its wait for a database that hangs. */
    private final Thread thread = Thread.ofVirtual().name("relay").unstarted(this::run);

    private final AtomicLong steps = new AtomicLong();
    private volatile boolean active;
    private volatile boolean unacknowledged;

    /** Whether the log says that the relay is held up. Only its thread asks. */
    private boolean troubled;

    /**
     * @param dataSource gives connections that are not pooled
     * @param publishers makes a publisher for each time in office
     * @param grace how long a shutdown may wait for the rest of the log
     */
    Relay(DataSource dataSource, Supplier<EventPublisher> publishers, Duration grace, MeterRegistry meters) {
        this.dataSource = dataSource;
        this.publishers = publishers;
        this.grace = grace;
        this.published = Counter.builder("catalog.relay.published")
                .description("Events acknowledged by the brokers")
                .register(meters);
        Gauge.builder("catalog.relay.active", () -> active ? 1 : 0)
                .description("1 in the replica whose relay publishes, 0 in those that stand by")
                .register(meters);
    }

    private void run() {
        while (!stopped()) {
            // The publisher goes first: while it could still send, the lock is held.
            try (RelayLease term = RelayLease.connect(dataSource);
                    EventPublisher publisher = publishers.get()) {
                if (standBy(term)) {
                    relay(term, publisher);
                }
            } catch (Throwable e) {
                // An error too: a relay that has ended for good would look healthy and publish nothing.
                if (stopped() && isInterrupt(e)) {
                    Thread.currentThread().interrupt();
                } else {
                    complain(e);
                }
                if (!stopped()) {
                    // What the interrupt of a restart was for has ended by it.
                    Thread.interrupted();
                    pause(RETRY);
                }
            } finally {
                active = false;
                unacknowledged = false;
            }
        }
        if (Thread.currentThread().isInterrupted()) {
            log.warn("The relay stopped before all of the log was published; the next one goes on from the cursor");
        }
    }

    private static boolean isInterrupt(Throwable e) {
        return e instanceof InterruptedException || e instanceof InterruptException;
    }

    private void complain(Throwable e) {
        steps.incrementAndGet();
        if (e instanceof Error) {
            log.error("The relay met an error and begins anew", e);
        } else if (!troubled) {
            log.warn("The relay is held up and tries again until it can go on: {}", e.toString());
        }
        log.debug("Why the relay is held up", e);
        troubled = true;
    }

    /** Waits for office. Returns false when it is time to stop. */
    private boolean standBy(RelayLease term) {
        while (!stopped()) {
            steps.incrementAndGet();
            if (term.begin()) {
                return true;
            }
            pause(STANDBY);
        }
        return false;
    }

    private void relay(RelayLease term, EventPublisher publisher)
            throws SQLException, ExecutionException, InterruptedException {
        active = true;
        publisher.prepare(steps::incrementAndGet);
        LogPosition cursor = term.cursor();
        LogPosition read = cursor;
        Queue<InFlightBatch> onTheirWay = new ArrayDeque<>();
        Duration settle = SETTLE;
        while (true) {
            // Asked before it is read: then a page that ends the log has all that was accepted before the stop.
            boolean last = stopped();
            EventLogReader.Page page = term.read(read, PAGE);
            steps.incrementAndGet();
            if (!page.events().isEmpty()) {
                read = page.events().getLast().at();
                unacknowledged = true;
                onTheirWay.add(publisher.send(page.events()));
                steps.incrementAndGet();
            }
            boolean more = page.full();
            // After a failure one page at a time: what is refused again does not let three pages pass.
            if (more && !troubled && onTheirWay.size() < PAGES_ON_THEIR_WAY) {
                continue;
            }
            if (!onTheirWay.isEmpty()) {
                cursor = acknowledged(term, cursor, onTheirWay, more ? 1 : onTheirWay.size());
                unacknowledged = !onTheirWay.isEmpty();
                settle = SETTLE;
            }
            if (more) {
                continue;
            }
            if (last && !page.moreToCome()) {
                // What comes in now comes from other replicas, which relay it themselves.
                return;
            }
            if (page.moreToCome()) {
                Thread.sleep(settle);
                settle = settle.compareTo(MAX_SETTLE) < 0 ? settle.multipliedBy(2) : settle;
            } else {
                // Whoever has committed since the page was read gives notice.
                term.awaitGrowth(POLL);
                settle = SETTLE;
            }
        }
    }

    /** Waits for the first so many pages, and moves the cursor behind them. */
    private LogPosition acknowledged(RelayLease term, LogPosition cursor, Queue<InFlightBatch> onTheirWay, int pages)
            throws SQLException, ExecutionException, InterruptedException {
        LogPosition to = cursor;
        int events = 0;
        for (int i = 0; i < pages; i++) {
            InFlightBatch first = onTheirWay.remove();
            first.await(term::requireOffice);
            steps.incrementAndGet();
            to = first.last();
            events += first.count();
        }
        term.advance(cursor, to);
        published.increment(events);
        if (troubled) {
            log.info("The relay goes on");
            troubled = false;
        }
        return to;
    }

    /**
     * A count of the steps taken: each call that has ended, and each attempt that has failed or found another relay active.
     */
    long steps() {
        return steps.get();
    }

    Thread thread() {
        return thread;
    }

    /** Whether the brokers have been sent records that they have not acknowledged. */
    boolean isUnacknowledged() {
        return unacknowledged;
    }

    /** Interrupts the relay, which gives up the lock and begins again after a second, with a new producer. */
    void restart() {
        if (!stopped()) {
            thread.interrupt();
        }
    }

    private boolean stopped() {
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
            if (!thread.join(grace)) {
                thread.interrupt();
                thread.join(ABANDON);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return thread.isAlive();
    }

    /** Stopped after the web server, when no more changes are accepted, and before the pools. */
    @Override
    public int getPhase() {
        return SmartLifecycle.DEFAULT_PHASE - 4096;
    }
}
