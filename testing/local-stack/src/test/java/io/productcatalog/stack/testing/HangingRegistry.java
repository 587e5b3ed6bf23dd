package io.productcatalog.stack.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A proxy of the real registry that can hang: it then accepts every request and answers none. */
public final class HangingRegistry implements AutoCloseable {

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http = HttpClient.newHttpClient();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicInteger unanswered = new AtomicInteger();
    private final URI registry;
    private final HttpServer server;
    private volatile boolean hanging;

    public HangingRegistry(String registryUrl) {
        registry = URI.create(registryUrl);
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** For SCHEMA_REGISTRY_URL. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + registry.getPath();
    }

    public void hang() {
        hanging = true;
    }

    /** Answers new requests. Requests that hang stay without an answer. */
    public void answer() {
        hanging = false;
    }

    /** The number of requests that got no answer. */
    public int unanswered() {
        return unanswered.get();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try {
            if (hanging) {
                unanswered.incrementAndGet();
                closed.await();
                return;
            }
            HttpRequest request = HttpRequest.newBuilder(registry.resolve(exchange.getRequestURI()))
                    .header("Content-Type", "application/json")
                    .method(
                            exchange.getRequestMethod(),
                            HttpRequest.BodyPublishers.ofByteArray(
                                    exchange.getRequestBody().readAllBytes()))
                    .build();
            HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
            exchange.getResponseBody().write(answer.body());
            exchange.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
        http.shutdownNow();
    }
}
