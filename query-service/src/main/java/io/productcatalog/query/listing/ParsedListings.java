package io.productcatalog.query.listing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Targets of requests that were answered with a page of a listing, and all of that answer except the items. */
class ParsedListings {

    private static final int MAX_PAGES = 2_000;

    /** A longer target is understood anew each time. */
    private static final int MAX_LENGTH = 500;

    /**
     * @param last the last item when another page follows, else null: what the rest of the answer depends on
     * @param end what follows the items
     * @param link the header that leads to the next page
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Known(
            Listing.Newest listing,
            @Nullable UUID last,
            byte[] end,
            @Nullable String link) {}

    private final Cache<String, Known> pages =
            Caffeine.newBuilder().executor(Runnable::run).maximumSize(MAX_PAGES).build();

    @Nullable
    Known get(String target) {
        return pages.getIfPresent(target);
    }

    void put(String target, Known known) {
        if (target.length() <= MAX_LENGTH) {
            pages.put(target, known);
        }
    }
}
