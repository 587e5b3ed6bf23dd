package io.productcatalog.benchmarks.bench;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.reactivestreams.Publisher;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * The least that an answer costs: a raw Reactor Netty server that answers from a hash map, with the same headers and bytes as the
 * service. What it has not yet been asked for it asks the service for, once.
 */
final class Floor {

    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    private record Kept(HttpHeaders headers, byte[] body) {}

    private final Map<String, Kept> answers = new ConcurrentHashMap<>();
    private final HttpClient service;

    private Floor(String service) {
        this.service = HttpClient.create().baseUrl(service);
    }

    /**
     * Serves until it is ended.
     *
     * @param arguments the port and the service's address
     */
    public static void main(String[] arguments) {
        HttpServer.create()
                .host("127.0.0.1")
                .port(Integer.parseInt(arguments[0]))
                .handle(new Floor(arguments[1])::answer)
                .bindNow()
                .onDispose()
                .block();
    }

    private Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        Kept kept = answers.get(request.uri());
        return kept == null ? learn(request.uri(), response) : send(kept, response);
    }

    private static Publisher<Void> send(Kept kept, HttpServerResponse response) {
        return response.headers(kept.headers()).sendObject(Unpooled.wrappedBuffer(kept.body()));
    }

    private Publisher<Void> learn(String uri, HttpServerResponse response) {
        return service.get()
                .uri(uri)
                .responseSingle((answer, body) -> body.asByteArray().doOnNext(bytes -> {
                    if (answer.status().code() == 200) {
                        answers.put(uri, new Kept(answer.responseHeaders().copy(), bytes));
                    }
                    response.status(answer.status()).header(HttpHeaderNames.CONTENT_LENGTH, "0");
                }))
                .then(response.send());
    }
}
