package io.productcatalog.query.overload;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.productcatalog.query.http.CommonHeaders;
import io.productcatalog.query.http.EventLoopHandler;
import io.productcatalog.query.http.FastPathObservations;
import io.productcatalog.query.http.HttpAnswer;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

/**
 * The load shedder: passes a request on if it gets a permit, and otherwise refuses it with 503 before any work is done
 * for it. A request is in flight until its answer is ready. The time in which the client reads the answer does not
 * count.
 */
class LoadShedder implements HttpHandler {

    private static final HttpHeaders HEADERS = headers();

    private final HttpHandler handler;
    private final ConcurrencyLimiter limiter;
    private final CommonHeaders commonHeaders;
    private final FastPathObservations observations;
    private final DelayedRejections rejections;

    LoadShedder(
            HttpHandler handler,
            ConcurrencyLimiter limiter,
            CommonHeaders commonHeaders,
            FastPathObservations observations,
            DelayedRejections rejections) {
        this.handler = handler;
        this.limiter = limiter;
        this.commonHeaders = commonHeaders;
        this.observations = observations;
        this.rejections = rejections;
    }

    private static HttpHeaders headers() {
        HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory().newHeaders();
        DelayedRejections.ANSWER.headers().forEach(header -> headers.set(header.name(), header.value()));
        return headers.set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(DelayedRejections.ANSWER.length()));
    }

    @Override
    public Mono<Void> handle(ServerHttpRequest request, ServerHttpResponse response) {
        return Mono.defer(() -> {
            Permit permit = limiter.tryAcquire();
            return permit == null ? refuse(request, response) : answer(permit, request, response);
        });
    }

    private Mono<Void> answer(Permit permit, ServerHttpRequest request, ServerHttpResponse response) {
        response.beforeCommit(() -> Mono.fromRunnable(() -> permit.complete(isUnavailable(response.getStatusCode()))));
        return Mono.using(() -> permit, _ -> handler.handle(request, response), Permit::release)
                .contextWrite(context -> context.put(Permit.class, permit));
    }

    private static boolean isUnavailable(@Nullable HttpStatusCode status) {
        return status != null && status.isSameCodeAs(HttpStatus.SERVICE_UNAVAILABLE);
    }

    private Mono<Void> refuse(ServerHttpRequest request, ServerHttpResponse response) {
        Mono<Void> refusal = rejections.refuse().flatMap(answer -> write(answer, request, response));
        return observations.refused(request, DelayedRejections.ANSWER.length(), refusal);
    }

    /**
     * Writes to Netty's own response: there may be more refusals than answers, and Spring's response would double their
     * cost.
     */
    private Mono<Void> write(HttpAnswer refusal, ServerHttpRequest request, ServerHttpResponse response) {
        HttpServerResponse server = ServerHttpResponseDecorator.getNativeResponse(response);
        server.status(refusal.status().value());
        HttpHeaders headers = server.responseHeaders().add(HEADERS);
        commonHeaders.forEach(headers::set);
        Mono<Void> sent = HttpMethod.HEAD.equals(request.getMethod())
                ? server.send()
                : server.sendObject(refusal.content()).then();
        // The delay has ended on another thread.
        return sent.subscribeOn(EventLoopHandler.eventLoop(response));
    }
}
