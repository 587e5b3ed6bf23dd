package io.productcatalog.query.overload;

import io.productcatalog.query.http.ClientConnections;
import io.productcatalog.query.http.Problem;
import org.springframework.web.reactive.function.server.HandlerFilterFunction;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * The filter that refuses a large answer with 503 while clients have left too many bytes of other answers unread. Such a
 * refusal is no sample of the latency, because the database is not its cause.
 */
public class LargeAnswerLimit implements HandlerFilterFunction<ServerResponse, ServerResponse> {

    private final ClientConnections connections;

    public LargeAnswerLimit(ClientConnections connections) {
        this.connections = connections;
    }

    @Override
    public Mono<ServerResponse> filter(ServerRequest request, HandlerFunction<ServerResponse> next) {
        return next.handle(request)
                .flatMap(answer -> connections.hasRoomFor(answer.headers().getContentLength())
                        ? Mono.just(answer)
                        : Permit.<ServerResponse>releaseCurrent()
                                .switchIfEmpty(
                                        Mono.error(() -> Problem.overloaded().exception())));
    }
}
