package io.productcatalog.query.document;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import io.productcatalog.query.freshness.Announcements;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Slices of the listings in this replica's memory. One is served as long as none of its products has been announced or seen in a newer
 * version. That a product ought to be in a slice is announced to nobody; so a slice is {@link #MAX_AGE} old at most, counted from before it
 * was read. While announcements may be missed everything is read from the database.
 */
class SliceCache implements Announcements {

    /** With the time to load it again, a product is missing for less than a second. */
    static final Duration MAX_AGE = Duration.ofMillis(500);

    /** Longer than any slice is served after it was begun to be read; a later one knows what was told before. */
    private static final Duration REMEMBERED = Duration.ofSeconds(5);

    /** Its documents are here twice: by themselves, and one after the other. */
    private static final int COPIES = 2;

    private static final int OVERHEAD_BYTES = 2_000;
    private static final int MAX_TOLD = 50_000;

    /**
     * Which slice of which listing.
     *
     * @param category null for all products
     * @param after null for the first slice
     */
    record Key(@Nullable String category, @Nullable UUID after, int limit) {}

    /** @param begun by the clock, before the slice was read */
    private record Entry(long begun, Slice slice) {}

    /** @param gone when it was last known not to be on sale, by the clock; null for never */
    private record Told(long version, @Nullable Long gone) {

        Told and(Told later) {
            return new Told(Math.max(version, later.version), later.gone == null ? gone : later.gone);
        }
    }

    private final AsyncCache<Key, Entry> slices;
    private final Cache<UUID, Told> told;
    private final Function<Key, Mono<Slice>> load;
    private final Ticker clock;
    private volatile boolean listening;

    /** When something told was given up for others; slices that were begun before are not known to be good. */
    private volatile long forgotten;

    /** @param maxBytes of all slices; 0 keeps nothing */
    SliceCache(long maxBytes, Function<Key, Mono<Slice>> load, Ticker clock, MeterRegistry meters) {
        this.load = load;
        this.clock = clock;
        this.slices =
                Caffeine.newBuilder().maximumSize(MAX_SLICES).recordStats().buildAsync();
        this.forgotten = clock.read();
        this.told = Caffeine.newBuilder()
                .ticker(clock)
                .expireAfterWrite(REMEMBERED)
                .maximumSize(MAX_TOLD)
                .evictionListener((_, _, cause) -> {
                    if (cause == RemovalCause.SIZE) {
                        forgotten = clock.read();
                    }
                })
                .build();
        CaffeineCacheMetrics.monitor(meters, slices, "catalog.slices");
    }

    /** Within {@link DocumentTable#LIMIT} or a failure. */
    Mono<Slice> get(Key key) {
        if (!listening) {
            return read(key);
        }
        CompletableFuture<Entry> present = slices.getIfPresent(key);
        if (present != null && present.isDone() && !present.isCompletedExceptionally()) {
            Entry entry = present.resultNow();
            if (clock.read() - entry.begun() <= MAX_AGE.toNanos() && isNewest(entry)) {
                return Mono.just(entry.slice());
            }
            slices.asMap().remove(key, present);
            present = null;
        }
        // Who joins a load late may have been told meanwhile what it cannot know.
        return Mono.fromFuture(present == null ? loading(key) : present, true)
                .flatMap(entry -> isNewest(entry) ? Mono.just(entry.slice()) : read(key))
                .timeout(DocumentTable.LIMIT);
    }

    private boolean isNewest(Entry entry) {
        if (entry.begun() - forgotten < 0) {
            return false;
        }
        for (Document document : entry.slice().documents()) {
            Told news = told.getIfPresent(document.id());
            if (news != null
                    && (news.version() > document.version()
                            || (news.gone() != null && news.gone() - entry.begun() >= 0))) {
                return false;
            }
        }
        return true;
    }

    /** The entry is there before the load begins, so that all who want the slice share it. */
    private CompletableFuture<Entry> loading(Key key) {
        CompletableFuture<Entry> mine = new CompletableFuture<>();
        CompletableFuture<Entry> other = slices.asMap().putIfAbsent(key, mine);
        if (other != null) {
            return other;
        }
        long begun = clock.read();
        read(key).map(slice -> new Entry(begun, slice)).subscribe(mine::complete, mine::completeExceptionally);
        return mine;
    }

    /** What a slice shows may not be older in the next one. */
    private Mono<Slice> read(Key key) {
        return load.apply(key)
                .doOnNext(slice -> slice.documents().forEach(document -> stored(document.id(), document.version())));
    }

    @Override
    public void stored(UUID product, long version) {
        told.asMap().merge(product, new Told(version, null), Told::and);
    }

    /** The product was read of the database, and is not on sale. */
    void gone(UUID product) {
        told.asMap().merge(product, new Told(0, clock.read()), Told::and);
    }

    @Override
    public void missed(boolean hearsWhatFollows) {
        listening = false;
        slices.asMap().clear();
        listening = hearsWhatFollows;
    }
}
