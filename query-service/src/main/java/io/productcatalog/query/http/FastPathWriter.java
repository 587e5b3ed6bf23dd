package io.productcatalog.query.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * The writer of answers below WebFlux. It adds the {@link CommonHeaders}, turns a failure into the same problem as that
 * of a handler, refuses a large answer while too much is unread, and observes the request.
 */
public class FastPathWriter {

    private final CommonHeaders commonHeaders;
    private final FastPathObservations observations;
    private final ClientConnections connections;

    FastPathWriter(CommonHeaders commonHeaders, FastPathObservations observations, ClientConnections connections) {
        this.commonHeaders = commonHeaders;
        this.observations = observations;
        this.connections = connections;
    }

    Publisher<Void> send(
            PendingAnswer pending,
            String pattern,
            HttpServerRequest request,
            HttpServerResponse response,
            Connection connection) {
        String path = path(request);
        FastPathObservations.Request observation = observations.begin(request, pattern, path);
        Mono<Void> sent = switch (pending) {
            case PendingAnswer.Ready(var answer) -> send(ready(answer, path, observation), observation, response);
            case PendingAnswer.Loading(var answer) ->
                answer.doOnNext(this::requireRoom)
                        .onErrorResume(failure -> Mono.just(problem(failure, path, observation)))
                        .flatMap(loaded ->
                                onEventLoop(connection, Mono.defer(() -> send(loaded, observation, response))));
        };
        return sent.doFinally(observation::ended);
    }

    private HttpAnswer ready(Supplier<HttpAnswer> answer, String path, FastPathObservations.Request observation) {
        try {
            HttpAnswer ready = answer.get();
            requireRoom(ready);
            return ready;
        } catch (RuntimeException failure) {
            return problem(failure, path, observation);
        }
    }

    private static HttpAnswer problem(Throwable failure, String path, FastPathObservations.Request observation) {
        observation.failed(failure);
        return HttpAnswer.problem(ProblemHandler.problem("GET", path, observation::traceId, failure), path);
    }

    /** {@link EventLoopHandler} says why. A loaded answer arrives on another thread. */
    private static Mono<Void> onEventLoop(Connection connection, Mono<Void> sent) {
        return connection.channel().eventLoop().inEventLoop()
                ? sent
                : sent.subscribeOn(EventLoopHandler.eventLoop(connection));
    }

    /** The path of the request, as it was sent. Reactor Netty's own would be parsed for every request. */
    private static String path(HttpServerRequest request) {
        String target = request.uri();
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    private void requireRoom(HttpAnswer answer) {
        if (!connections.hasRoomFor(answer.length())) {
            throw Problem.overloaded().exception();
        }
    }

    private Mono<Void> send(HttpAnswer answer, FastPathObservations.Request observation, HttpServerResponse response) {
        observation.answered(answer);
        HttpHeaders headers = response.status(answer.status().value()).responseHeaders();
        commonHeaders.forEach(headers::set);
        for (HttpAnswer.Header header : answer.headers()) {
            headers.set(header.name(), header.value());
        }
        if (!answer.hasBody()) {
            return response.send();
        }
        headers.set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(answer.length()));
        return response.sendObject(answer.content()).then();
    }
}
