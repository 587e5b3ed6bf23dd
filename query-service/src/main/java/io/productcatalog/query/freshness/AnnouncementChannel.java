package io.productcatalog.query.freshness;

import io.r2dbc.postgresql.api.Notification;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.api.PostgresqlResult;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ValidationDepth;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/**
 * This replica's ear: one connection of its own that listens to what the transactions of all projections announce, as
 * {@code id:version} separated by spaces. It is checked once a second, so that a server that has gone without a word is
 * noticed within two, and made again for as long as it takes.
 */
class AnnouncementChannel implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(AnnouncementChannel.class);
    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration LOST_INTERVAL = Duration.ofMillis(500);
    private static final Duration REMINDER_INTERVAL = Duration.ofMillis(500);

    private final Function<LoopResources, ConnectionFactory> connections;
    private final String name;
    private final List<Announcements> announcements;
    private final Disposable.Swap work = Disposables.swap();
    private volatile boolean listening;
    private boolean complained;

    /**
     * @param connections makes connections, not pooled, on the given event loop
     * @param name the channel's, which is that of the read model's schema
     */
    AnnouncementChannel(
            Function<LoopResources, ConnectionFactory> connections, String name, List<Announcements> announcements) {
        this.connections = connections;
        this.name = name;
        this.announcements = announcements;
    }

    /** Whether whatever is stored from now on will be heard of. */
    boolean isListening() {
        return listening;
    }

    @Override
    public void start() {
        // Each session has an event loop of its own: with it ends a connection too whose server never answered its
        // first words, which the driver would leave open.
        Mono<Void> session = Mono.usingWhen(
                        Mono.fromSupplier(() -> LoopResources.create("announcements", 1, true)),
                        loop -> Mono.usingWhen(connect(loop), this::listen, AnnouncementChannel::close),
                        loop -> loop.disposeLater(Duration.ZERO, ANSWER_TIMEOUT).onErrorComplete())
                .onErrorComplete();
        Disposable sessions =
                session.repeatWhen(ends -> ends.delayElements(LOST_INTERVAL)).subscribe();
        Disposable reminder = Flux.interval(REMINDER_INTERVAL).subscribe(_ -> remind());
        work.update(Disposables.composite(sessions, reminder));
    }

    @Override
    public void stop() {
        work.update(Disposables.disposed());
        listening = false;
    }

    @Override
    public boolean isRunning() {
        Disposable current = work.get();
        return current != null && !current.isDisposed();
    }

    /** Listens for as long as the web server answers. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE - 4096;
    }

    private Mono<PostgresqlConnection> connect(LoopResources loop) {
        return Mono.from(connections.apply(loop).create())
                .cast(PostgresqlConnection.class)
                .timeout(CONNECT_TIMEOUT)
                .doOnError(this::lost);
    }

    /** Never completes; fails when the channel is lost. */
    private Mono<Void> listen(PostgresqlConnection connection) {
        Flux<Void> heard = connection
                .getNotifications()
                .doOnNext(this::heard)
                .thenMany(Flux.error(() -> new IllegalStateException("the connection has ended")));
        Mono<Void> begun = connection
                .createStatement("listen \"" + name + "\"")
                .execute()
                .flatMap(PostgresqlResult::getRowsUpdated)
                .then()
                .timeout(ANSWER_TIMEOUT)
                .doOnSuccess(_ -> begun());
        Flux<Void> checks = Flux.interval(CHECK_INTERVAL).onBackpressureDrop().concatMap(_ -> check(connection), 1);
        return Flux.merge(heard, begun.thenMany(checks)).then().doOnError(this::lost);
    }

    private static Mono<Void> check(PostgresqlConnection connection) {
        return connection
                .validate(ValidationDepth.REMOTE)
                .timeout(ANSWER_TIMEOUT)
                .filter(valid -> valid)
                .switchIfEmpty(Mono.error(() -> new IllegalStateException("the connection is broken")))
                .then();
    }

    /** A server that does not answer is not waited for. */
    private static Mono<Void> close(PostgresqlConnection connection) {
        return connection.close().timeout(ANSWER_TIMEOUT).onErrorComplete();
    }

    private synchronized void begun() {
        listening = true;
        complained = false;
        log.info("Hears what the projections store");
        missed();
    }

    private synchronized void lost(Throwable failure) {
        listening = false;
        if (!complained) {
            complained = true;
            log.warn("Does not hear what the projections store, and connects again: {}", failure.toString());
        }
        missed();
    }

    private synchronized void remind() {
        if (!listening) {
            missed();
        }
    }

    /** What is said must be true when it is heard, so the state does not change meanwhile. */
    private synchronized void missed() {
        announcements.forEach(each -> each.missed(listening));
    }

    private void heard(Notification notification) {
        String text = notification.getParameter();
        try {
            for (String row : text == null ? new String[0] : text.split(" ")) {
                int colon = row.indexOf(':');
                UUID product = UUID.fromString(row.substring(0, colon));
                long version = Long.parseLong(row.substring(colon + 1));
                announcements.forEach(each -> each.stored(product, version));
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException malformed) {
            // Every role of the database may notify.
            missed();
        }
    }
}
