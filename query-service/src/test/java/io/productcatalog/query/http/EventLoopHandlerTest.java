package io.productcatalog.query.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

class EventLoopHandlerTest {

    static Stream<Named<HttpHandler>> handlersOnAnotherThread() {
        return Stream.of(
                Named.of(
                        "with a body",
                        (_, response) -> onAnotherThread(() -> response.writeWith(
                                Mono.fromSupplier(() -> response.bufferFactory().wrap(new byte[] {'x'}))))),
                Named.of(
                        "without a body",
                        (_, response) -> onAnotherThread(() -> {
                            response.setStatusCode(HttpStatus.NO_CONTENT);
                            return response.setComplete();
                        })));
    }

    private static Mono<Void> onAnotherThread(Supplier<Mono<Void>> answer) {
        return Mono.defer(answer).subscribeOn(Schedulers.boundedElastic());
    }

    @ParameterizedTest
    @MethodSource("handlersOnAnotherThread")
    void anAnswerEndsOnTheEventLoopOfItsConnection(HttpHandler handler) throws IOException {
        CompletableFuture<String> thread = new CompletableFuture<>();
        HttpHandler observed = (request, response) -> new EventLoopHandler(handler)
                .handle(request, response)
                .doFinally(_ -> thread.complete(Thread.currentThread().getName()));
        DisposableServer server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle(new ReactorHttpHandlerAdapter(observed))
                .bindNow();
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            client.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 20");

            assertThat(thread.orTimeout(1, TimeUnit.MINUTES).join()).startsWith("reactor-http-");
        } finally {
            server.disposeNow();
        }
    }
}
