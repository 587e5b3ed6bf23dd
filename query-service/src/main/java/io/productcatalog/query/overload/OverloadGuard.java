package io.productcatalog.query.overload;

import io.micrometer.core.instrument.Counter;
import io.productcatalog.query.ops.AnswerHeaders;
import io.productcatalog.query.ops.DirectAnswers;
import io.productcatalog.query.ops.Problem;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;

/**
 * Lets a request in, or refuses it before anything is done for it. A request is in flight until its answer is ready: how fast the
 * client reads it is not the service's doing.
 */
class OverloadGuard implements HttpHandler {

    private static final Problem REFUSAL = Problem.overloaded();

    /** Without the request's path, so that it is made once. */
    private static final byte[] BODY = REFUSAL.json(null);

    private final HttpHandler handler;
    private final RequestsInFlight requests;
    private final AnswerHeaders answerHeaders;
    private final DirectAnswers answers;
    private final Counter refused;

    OverloadGuard(
            HttpHandler handler,
            RequestsInFlight requests,
            AnswerHeaders answerHeaders,
            DirectAnswers answers,
            Counter refused) {
        this.handler = handler;
        this.requests = requests;
        this.answerHeaders = answerHeaders;
        this.answers = answers;
        this.refused = refused;
    }

    @Override
    public Mono<Void> handle(ServerHttpRequest request, ServerHttpResponse response) {
        return Mono.defer(() -> {
            RequestInFlight entered = requests.enter();
            return entered == null ? refuse(request, response) : answer(entered, request, response);
        });
    }

    private Mono<Void> answer(RequestInFlight entered, ServerHttpRequest request, ServerHttpResponse response) {
        response.beforeCommit(() -> Mono.fromRunnable(() -> entered.answered(isUnavailable(response.getStatusCode()))));
        return Mono.using(() -> entered, _ -> handler.handle(request, response), RequestInFlight::leave)
                .contextWrite(context -> context.put(RequestInFlight.class, entered));
    }

    private static boolean isUnavailable(@Nullable HttpStatusCode status) {
        return status != null && status.isSameCodeAs(HttpStatus.SERVICE_UNAVAILABLE);
    }

    private Mono<Void> refuse(ServerHttpRequest request, ServerHttpResponse response) {
        refused.increment();
        response.setStatusCode(REFUSAL.status());
        HttpHeaders headers = response.getHeaders();
        answerHeaders.forEach(headers::set);
        REFUSAL.headers().forEach(headers::set);
        headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        headers.setCacheControl("no-store");
        headers.setContentLength(BODY.length);
        // To HEAD only the completion answers.
        Mono<Void> answer = response.writeWith(
                        Mono.fromSupplier(() -> response.bufferFactory().wrap(BODY)))
                .then(Mono.defer(response::setComplete));
        return answers.refused(request, BODY.length, answer);
    }
}
