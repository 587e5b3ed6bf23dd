package io.productcatalog.query.lag;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Observes the topic's end and the read model's progress once a second. While one of them does not answer, the lag grows
 * by a second each second: what is not known to be fresh is not called fresh.
 */
class LagMonitor implements Lag, HealthIndicator, SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(LagMonitor.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final TopicEndOffsets topic;
    private final ProjectedOffsets progress;
    private final Clock clock;
    private final LagTracker tracker;
    private final List<EndOffsetsListener> listeners;
    private volatile Snapshot snapshot = new Snapshot(Duration.ZERO, "0", 0);
    private volatile boolean ready;
    private volatile boolean answering = true;
    private Disposable observation = Disposables.disposed();

    LagMonitor(TopicEndOffsets topic, ProjectedOffsets progress, Clock clock, List<EndOffsetsListener> listeners) {
        this.topic = topic;
        this.progress = progress;
        this.clock = clock;
        this.tracker = new LagTracker(clock.instant());
        this.listeners = listeners;
    }

    @Override
    public String seconds() {
        return snapshot.header();
    }

    double lagSeconds() {
        return snapshot.lag().toMillis() / 1000.0;
    }

    long lagRecords() {
        return snapshot.records();
    }

    /** Out of service until this generation of the read model has caught up once; lag alone never takes it out again. */
    @Override
    public Health health() {
        return ready ? Health.up().build() : Health.outOfService().build();
    }

    @Override
    public void start() {
        observation = Flux.interval(Duration.ZERO, INTERVAL, Schedulers.parallel())
                .onBackpressureDrop()
                .concatMap(_ -> observe(), 1)
                .subscribe();
    }

    @Override
    public void stop() {
        observation.dispose();
    }

    @Override
    public boolean isRunning() {
        return !observation.isDisposed();
    }

    /** Observes for as long as the web server answers. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE - 4096;
    }

    private Mono<Void> observe() {
        return readyAgain()
                .then(topic.ends())
                .doOnNext(ends -> listeners.forEach(listener -> listener.observed(ends)))
                // The progress is read after the end, so that a lag of zero means that the end was reached.
                .flatMap(ends -> progress.nextOffsets().doOnNext(next -> tracker.observe(clock.instant(), ends, next)))
                .then(Mono.defer(this::becomeReady))
                .timeout(TIMEOUT)
                .doOnSuccess(_ -> answers(null))
                .onErrorResume(failure -> {
                    answers(failure);
                    return Mono.empty();
                })
                .doFinally(_ -> publish());
    }

    /** A read model that has caught up before is served also while Kafka is away. */
    private Mono<Void> readyAgain() {
        return ready
                ? Mono.empty()
                : progress.hasCaughtUp().doOnNext(this::ready).then();
    }

    private Mono<Void> becomeReady() {
        return ready || !tracker.caughtUp()
                ? Mono.empty()
                : progress.recordCaughtUp().then(Mono.fromRunnable(() -> ready(true)));
    }

    private void ready(boolean caughtUp) {
        if (caughtUp) {
            ready = true;
            log.info("Ready for traffic: the read model has caught up with the topic once");
        }
    }

    private void answers(@Nullable Throwable failure) {
        if (failure != null && answering) {
            log.warn("The lag is unknown, Kafka or the read database does not answer: {}", failure.toString());
        } else if (failure == null && !answering) {
            log.info("The lag is known again");
        }
        answering = failure == null;
    }

    private void publish() {
        Instant now = clock.instant();
        Duration lag = tracker.lag(now);
        snapshot = new Snapshot(lag, Long.toString(lag.toSeconds()), tracker.records());
    }

    private record Snapshot(Duration lag, String header, long records) {}
}
