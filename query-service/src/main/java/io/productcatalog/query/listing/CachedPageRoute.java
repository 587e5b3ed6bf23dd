package io.productcatalog.query.listing;

import io.productcatalog.query.documents.Documents;
import io.productcatalog.query.documents.Slice;
import io.productcatalog.query.http.FastPathRoute;
import io.productcatalog.query.http.FastPathWriter;
import io.productcatalog.query.http.PendingAnswer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.server.HttpServerRequest;

/** The fast path of {@code GET /products}, for request targets that {@link ListingHandler} has parsed before. */
class CachedPageRoute extends FastPathRoute {

    private final Documents documents;
    private final ParsedListings parsedListings;
    private final ListingAnswers answers;

    CachedPageRoute(Documents documents, ParsedListings parsedListings, ListingAnswers answers, FastPathWriter writer) {
        super(ListingHandler.ROUTE, writer);
        this.documents = documents;
        this.parsedListings = parsedListings;
        this.answers = answers;
    }

    @Override
    protected @Nullable PendingAnswer find(HttpServerRequest request) {
        ParsedListings.Parsed parsed = parsedListings.get(request.uri());
        if (parsed == null) {
            return null;
        }
        Listing.Newest listing = parsed.listing();
        Slice items = documents.getNewestIfCached(listing.category(), listing.after(), listing.limit());
        return items != null && Objects.equals(PageEnd.last(items), parsed.end().last())
                ? new PendingAnswer.Ready(() -> answers.answer(items, parsed.end()))
                : null;
    }
}
