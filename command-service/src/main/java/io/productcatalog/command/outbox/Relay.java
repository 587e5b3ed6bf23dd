package io.productcatalog.command.outbox;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
 * <p>The leader publishes the log with a {@link LogPublisher}. After any failure it gives up the lease and starts again
 * from the cursor, for as long as it takes. It closes its Kafka producer before it gives up the lease, so nothing is
 * sent without the lock.
 *
 * <p>On shutdown the leader publishes the rest of the log first, within the grace period.
 */
final class Relay implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Relay.class);

    private static final Duration STANDBY_INTERVAL = Duration.ofSeconds(1);

    /** The delay after a failure. It doubles while an event is refused. */
    private static final Duration MIN_RETRY_DELAY = Duration.ofSeconds(1);

    /** Shorter than the time after which the watchdog restarts the relay. */
    private static final Duration MAX_RETRY_DELAY = Duration.ofSeconds(16);

    /** How often the log repeats a failure that lasts. */
    private static final Duration REPORT_INTERVAL = Duration.ofMinutes(1);

    /** How long a stop waits for the thread after it has interrupted it. */
    private static final Duration INTERRUPT_TIMEOUT = Duration.ofSeconds(2);

    private final DataSource dataSource;
    private final Supplier<EventPublisher> publisherFactory;
    private final Duration gracePeriod;
    private final RelayProgress progress;
    private final CountDownLatch stopping = new CountDownLatch(1);

    // Used by the relay's thread only.
    private Duration retryDelay = MIN_RETRY_DELAY;
    private String lastFailure = "";
    private long nextReportNanos;

    /** A virtual thread, because an interrupt also ends its wait for a database that hangs. */
    private final Thread thread = Thread.ofVirtual().name("relay").unstarted(this::run);

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
        this.progress = new RelayProgress(meters);
    }

    private void run() {
        while (!isStopping()) {
            // The publisher is closed first: while it can still send, the lock is held.
            try (RelayLease lease = RelayLease.connect(dataSource);
                    EventPublisher publisher = publisherFactory.get()) {
                if (awaitLeadership(lease)) {
                    progress.leaseBegins();
                    new LogPublisher(lease, publisher, progress).publish(this::isStopping);
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
                    retryDelay = progress.isBlocked() ? longer(retryDelay) : MIN_RETRY_DELAY;
                    pause(retryDelay);
                }
            } finally {
                progress.leaseEnds();
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
        progress.step();
        if (e instanceof Error) {
            log.error("The relay failed with an error and restarts", e);
        } else {
            reportOnceAMinute(e.toString());
        }
        log.debug("Why the relay failed", e);
        progress.setFailing(true);
    }

    /** Warns of a failure that is new or has another cause, and of one that lasts once a minute. */
    private void reportOnceAMinute(String failure) {
        long now = System.nanoTime();
        if (!progress.isFailing() || !failure.equals(lastFailure) || now - nextReportNanos >= 0) {
            log.warn("The relay failed and retries until it succeeds: {}", failure);
            lastFailure = failure;
            nextReportNanos = now + REPORT_INTERVAL.toNanos();
        }
    }

    private static Duration longer(Duration delay) {
        Duration doubled = delay.multipliedBy(2);
        return doubled.compareTo(MAX_RETRY_DELAY) < 0 ? doubled : MAX_RETRY_DELAY;
    }

    /** Stands by until this relay is the leader. Returns false when the relay stops before. */
    private boolean awaitLeadership(RelayLease lease) {
        while (!isStopping()) {
            progress.step();
            if (lease.tryAcquire()) {
                return true;
            }
            pause(STANDBY_INTERVAL);
        }
        return false;
    }

    /**
     * The number of steps taken. Each call that ends is a step, and so is each attempt that fails or finds another
     * leader.
     */
    long steps() {
        return progress.steps();
    }

    Thread thread() {
        return thread;
    }

    /** Whether records were sent to the brokers that they have not acknowledged. */
    boolean hasUnacknowledgedRecords() {
        return progress.hasUnacknowledged();
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
