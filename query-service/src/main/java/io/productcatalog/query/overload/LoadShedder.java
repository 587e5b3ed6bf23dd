package io.productcatalog.query.overload;

import io.micrometer.core.instrument.Counter;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.productcatalog.query.http.CommonHeaders;
import io.productcatalog.query.http.FastPathObservations;
import io.productcatalog.query.http.Problem;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Lets a request in, or refuses it before anything is done for it. A request is in flight until its answer is ready: how fast the
 * client reads it is not the service's doing.
 */
class LoadShedder implements HttpHandler {

    private static final Problem REFUSAL = Problem.overloaded();

    /** Without the request's path, so that it is made once. */
    private static final byte[] BODY = REFUSAL.json(null);

    private static final HttpHeaders HEADERS = headers();

    private final HttpHandler handler;
    private final ConcurrencyLimiter requests;
    private final CommonHeaders answerHeaders;
    private final FastPathObservations answers;
    private final Counter refused;
    private final DelayedRejections held;

    LoadShedder(
            HttpHandler handler,
            ConcurrencyLimiter requests,
            CommonHeaders answerHeaders,
            FastPathObservations answers,
            Counter refused,
            DelayedRejections held) {
        this.handler = handler;
        this.requests = requests;
        this.answerHeaders = answerHeaders;
        this.answers = answers;
        this.refused = refused;
        this.held = held;
    }

    private static HttpHeaders headers() {
        HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory().newHeaders();
        REFUSAL.headers().forEach(headers::set);
        return headers.set(HttpHeaderNames.CONTENT_TYPE, MediaType.APPLICATION_PROBLEM_JSON_VALUE)
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(BODY.length));
    }

    @Override
    public Mono<Void> handle(ServerHttpRequest request, ServerHttpResponse response) {
        return Mono.defer(() -> {
            Permit entered = requests.enter();
            return entered == null ? refuse(request, response) : answer(entered, request, response);
        });
    }

    private Mono<Void> answer(Permit entered, ServerHttpRequest request, ServerHttpResponse response) {
        response.beforeCommit(() -> Mono.fromRunnable(() -> entered.answered(isUnavailable(response.getStatusCode()))));
        return Mono.using(() -> entered, _ -> handler.handle(request, response), Permit::leave)
                .contextWrite(context -> context.put(Permit.class, entered));
    }

    private static boolean isUnavailable(@Nullable HttpStatusCode status) {
        return status != null && status.isSameCodeAs(HttpStatus.SERVICE_UNAVAILABLE);
    }

    private Mono<Void> refuse(ServerHttpRequest request, ServerHttpResponse response) {
        refused.increment();
        return answers.refused(request, BODY.length, held.hold(Mono.defer(() -> refusal(request, response))));
    }

    /** By the server's own response: there may be more refusals than answers, and Spring's would cost as much again. */
    private Mono<Void> refusal(ServerHttpRequest request, ServerHttpResponse response) {
        HttpServerResponse server = ServerHttpResponseDecorator.getNativeResponse(response);
        server.status(REFUSAL.status().value());
        HttpHeaders headers = server.responseHeaders().add(HEADERS);
        answerHeaders.forEach(headers::set);
        return HttpMethod.HEAD.equals(request.getMethod())
                ? server.send()
                : server.sendObject(Unpooled.wrappedBuffer(BODY)).then();
    }
}
