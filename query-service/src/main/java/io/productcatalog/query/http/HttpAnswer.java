package io.productcatalog.query.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * A complete answer to a GET request. Each resource makes it in one pure function. WebFlux ({@link #toServerResponse})
 * and the fast path ({@link FastPathRoute}) write it, so both send the same status, headers and bytes.
 *
 * @param headers without the {@link CommonHeaders}, which both writers add, and without {@code Content-Length}
 * @param body the parts of the body in their order; not to be changed. Empty when the status allows no body
 */
public record HttpAnswer(HttpStatus status, List<Header> headers, List<byte[]> body) {

    /** A header field. */
    public record Header(String name, String value) {}

    private static final Header JSON = new Header(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON_VALUE);

    /** The answer 200 with a JSON body. */
    public static HttpAnswer json(List<Header> headers, byte[]... body) {
        List<Header> all = new ArrayList<>(headers.size() + 1);
        all.addAll(headers);
        all.add(JSON);
        return new HttpAnswer(HttpStatus.OK, all, List.of(body));
    }

    /** The answer 304, which has no body. */
    public static HttpAnswer notModified(List<Header> headers) {
        return new HttpAnswer(HttpStatus.NOT_MODIFIED, headers, List.of());
    }

    boolean hasBody() {
        return !body.isEmpty();
    }

    /** The length of the body in bytes. */
    int length() {
        int length = 0;
        for (byte[] part : body) {
            length += part.length;
        }
        return length;
    }

    /** The body without a copy of its parts. */
    ByteBuf content() {
        return Unpooled.wrappedBuffer(body.toArray(byte[][]::new));
    }

    /** The answer for WebFlux. */
    public Mono<ServerResponse> toServerResponse() {
        ServerResponse.BodyBuilder response = ServerResponse.status(status);
        headers.forEach(header -> response.header(header.name(), header.value()));
        return hasBody()
                ? response.contentLength(length())
                        .build((exchange, _) -> exchange.getResponse()
                                .writeWith(Mono.fromSupplier(
                                        () -> joined(exchange.getResponse().bufferFactory()))))
                : response.build();
    }

    private DataBuffer joined(DataBufferFactory buffers) {
        return buffers.join(body.stream().map(buffers::wrap).toList());
    }
}
