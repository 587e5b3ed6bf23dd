package io.productcatalog.query.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * A complete answer. Each resource makes it in one pure function. WebFlux ({@link #toServerResponse}) and the fast path
 * ({@link FastPathRoute}) write it, so both send the same status, headers and bytes.
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

    /**
     * The answer to a request that has failed.
     *
     * @param instance the path of the request, as it was sent; null if the answer does not say it
     */
    public static HttpAnswer problem(Problem problem, @Nullable String instance) {
        List<Header> headers = new ArrayList<>();
        problem.headers().forEach((name, value) -> headers.add(new Header(name, value)));
        headers.add(new Header(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_PROBLEM_JSON_VALUE));
        headers.add(new Header(HttpHeaders.CACHE_CONTROL, "no-store"));
        return new HttpAnswer(problem.status(), headers, List.of(problem.json(instance)));
    }

    boolean hasBody() {
        return !body.isEmpty();
    }

    /** The length of the body in bytes. */
    public int length() {
        int length = 0;
        for (byte[] part : body) {
            length += part.length;
        }
        return length;
    }

    /** The body without a copy of its parts. */
    public ByteBuf content() {
        return Unpooled.wrappedBuffer(body.toArray(byte[][]::new));
    }

    /** The answer for WebFlux, which sends it as it is. Conditions of the request have been evaluated. */
    public Mono<ServerResponse> toServerResponse() {
        return Mono.just(new WebFluxAnswer(this));
    }

    /** Writes the answer to WebFlux's response. */
    Mono<Void> write(ServerHttpResponse response) {
        response.setStatusCode(status);
        HttpHeaders target = response.getHeaders();
        headers.forEach(header -> target.set(header.name(), header.value()));
        if (!hasBody()) {
            return response.setComplete();
        }
        target.setContentLength(length());
        DataBufferFactory buffers = response.bufferFactory();
        return response.writeWith(Mono.fromSupplier(
                () -> buffers.join(body.stream().map(buffers::wrap).toList())));
    }

    /** Spring's own responses would evaluate the conditions of the request once more, and in another way. */
    private record WebFluxAnswer(HttpAnswer answer) implements ServerResponse {

        @Override
        public HttpStatus statusCode() {
            return answer.status;
        }

        @Override
        public HttpHeaders headers() {
            HttpHeaders headers = new HttpHeaders();
            answer.headers.forEach(header -> headers.set(header.name(), header.value()));
            if (answer.hasBody()) {
                headers.setContentLength(answer.length());
            }
            return headers;
        }

        @Override
        public MultiValueMap<String, ResponseCookie> cookies() {
            return new LinkedMultiValueMap<>();
        }

        @Override
        public Mono<Void> writeTo(ServerWebExchange exchange, Context context) {
            return answer.write(exchange.getResponse());
        }
    }
}
