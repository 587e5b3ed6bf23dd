package io.productcatalog.query.listing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;

/** A cache of parsed request targets of listings, each with the end of the page that it was last answered with. */
class ParsedListings {

    private static final int MAX_ENTRIES = 2_000;

    /** In characters. A longer target is parsed for each request. */
    private static final int MAX_TARGET_LENGTH = 500;

    record Parsed(Listing.Newest listing, PageEnd end) {}

    private final Cache<String, Parsed> byTarget = Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumSize(MAX_ENTRIES)
            .build();

    @Nullable
    Parsed get(String target) {
        return byTarget.getIfPresent(target);
    }

    void put(String target, Parsed parsed) {
        if (target.length() <= MAX_TARGET_LENGTH) {
            byTarget.put(target, parsed);
        }
    }
}
