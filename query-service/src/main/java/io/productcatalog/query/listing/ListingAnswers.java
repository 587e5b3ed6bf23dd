package io.productcatalog.query.listing;

import io.productcatalog.query.documents.Slice;
import io.productcatalog.query.http.HttpAnswer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.http.HttpHeaders;

/** The answers of the listing resource: {@code {"items":[…],"next":"…"}}. */
final class ListingAnswers {

    private static final byte[] BEGIN = "{\"items\":[".getBytes(StandardCharsets.US_ASCII);

    private final HttpAnswer.Header cacheControl;

    /** @param cacheControl the value of the header {@code Cache-Control} */
    ListingAnswers(String cacheControl) {
        this.cacheControl = new HttpAnswer.Header(HttpHeaders.CACHE_CONTROL, cacheControl);
    }

    HttpAnswer answer(Slice items, PageEnd end) {
        List<HttpAnswer.Header> headers = end.link() == null
                ? List.of(cacheControl)
                : List.of(cacheControl, new HttpAnswer.Header(HttpHeaders.LINK, end.link()));
        return HttpAnswer.json(headers, BEGIN, items.json(), end.json());
    }
}
