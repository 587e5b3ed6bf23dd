package io.productcatalog.query.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
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
            Mono<HttpAnswer> found,
            String pattern,
            HttpServerRequest request,
            HttpServerResponse response,
            Connection connection) {
        String path = path(request);
        FastPathObservations.Request observation = observations.begin(request, pattern, path);
        return found.doOnNext(this::requireRoom)
                .onErrorResume(failure -> {
                    observation.failed(failure);
                    return Mono.just(HttpAnswer.problem(
                            ProblemHandler.problem("GET", path, observation::traceId, failure), path));
                })
                .flatMap(answer -> {
                    observation.answered(answer);
                    // EventLoopHandler says why. A loaded answer arrives on another thread.
                    return connection.channel().eventLoop().inEventLoop()
                            ? send(answer, response)
                            : Mono.defer(() -> send(answer, response))
                                    .subscribeOn(EventLoopHandler.eventLoop(connection));
                })
                .doFinally(observation::ended);
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

    private Mono<Void> send(HttpAnswer answer, HttpServerResponse response) {
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
