package io.productcatalog.query.product;

import io.productcatalog.query.documents.Document;
import io.productcatalog.query.documents.StoredProduct;
import io.productcatalog.query.http.HttpAnswer;
import io.productcatalog.query.http.Problem;
import io.productcatalog.query.http.ProblemException;
import java.util.List;
import org.springframework.http.HttpHeaders;

/** The answers of the product resource. */
final class ProductAnswers {

    private final HttpAnswer.Header cacheControl;

    /** @param cacheControl the value of the header {@code Cache-Control} */
    ProductAnswers(String cacheControl) {
        this.cacheControl = new HttpAnswer.Header(HttpHeaders.CACHE_CONTROL, cacheControl);
    }

    /**
     * The product's document, or 304 when the client has it.
     *
     * @param ifMatch the values of the header {@code If-Match}
     * @param ifNoneMatch the values of the header {@code If-None-Match}
     * @throws ProblemException when the product is not on sale, or If-Match names other documents only
     */
    HttpAnswer answer(StoredProduct product, List<String> ifMatch, List<String> ifNoneMatch) {
        Document document = product.document()
                .orElseThrow(() -> Problem.notFound("There is no product on sale with this id.")
                        .exception());
        EntityTag tag = EntityTag.of(document);
        if (!ifMatch.isEmpty() && !tag.isMatchedBy(ifMatch)) {
            throw Problem.staleVersion(tag.value()).exception();
        }
        List<HttpAnswer.Header> headers = List.of(new HttpAnswer.Header(HttpHeaders.ETAG, tag.value()), cacheControl);
        return !ifNoneMatch.isEmpty() && tag.isAmong(ifNoneMatch)
                ? HttpAnswer.notModified(headers)
                : HttpAnswer.json(headers, document.json());
    }
}
