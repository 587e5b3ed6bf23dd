package io.productcatalog.query.http;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.TooLongHttpHeaderException;

/**
 * The header fields of a request, at most {@link #MAX_FIELDS}. A field of four bytes takes a hundred in memory, so the
 * limit of their bytes alone would let a few hundred connections fill the heap.
 */
final class LimitedHeaders extends DefaultHttpHeaders {

    static final int MAX_FIELDS = 100;

    static final HttpHeadersFactory FACTORY = new HttpHeadersFactory() {
        @Override
        public HttpHeaders newHeaders() {
            return new LimitedHeaders();
        }

        @Override
        public HttpHeaders newEmptyHeaders() {
            return new LimitedHeaders();
        }
    };

    @Override
    public HttpHeaders add(CharSequence name, Object value) {
        if (size() >= MAX_FIELDS) {
            throw new TooLongHttpHeaderException("a request has more than " + MAX_FIELDS + " header fields");
        }
        return super.add(name, value);
    }
}
