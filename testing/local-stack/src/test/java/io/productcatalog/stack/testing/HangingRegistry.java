package io.productcatalog.stack.testing;

import com.sun.net.httpserver.Authenticator;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A proxy of the real registry that can hang: it then accepts every request and answers none. It can also answer
 * requests itself.
 */
public final class HangingRegistry implements AutoCloseable {

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http = HttpClient.newHttpClient();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicInteger unanswered = new AtomicInteger();
    private final URI registry;
    private final HttpServer server;
    private volatile boolean hanging;
    private volatile @Nullable Refusal refusal;

    public HangingRegistry(String registryUrl) {
        this(registryUrl, plainServer(), null);
    }

    /** @param authenticator is asked about each request; null if every request is accepted */
    HangingRegistry(String registryUrl, HttpServer server, @Nullable Authenticator authenticator) {
        this.registry = URI.create(registryUrl);
        this.server = server;
        server.setExecutor(threads);
        HttpContext everything = server.createContext("/", this::handle);
        if (authenticator != null) {
            everything.setAuthenticator(authenticator);
        }
        server.start();
    }

    private static HttpServer plainServer() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For SCHEMA_REGISTRY_URL. */
    public String url() {
        return (server instanceof HttpsServer ? "https" : "http") + "://127.0.0.1:"
                + server.getAddress().getPort() + registry.getPath();
    }

    public void hang() {
        hanging = true;
    }

    /** Answers every request whose path contains the text with this status and body. */
    public void refuse(String path, int status, String body) {
        refusal = new Refusal(path, status, body);
    }

    /** Answers new requests as the registry does. Requests that hang stay without an answer. */
    public void answer() {
        hanging = false;
        refusal = null;
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
            Refusal refused = refusal;
            if (refused != null && exchange.getRequestURI().getPath().contains(refused.path())) {
                answer(exchange, refused.status(), refused.body().getBytes(StandardCharsets.UTF_8));
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
            answer(exchange, answer.statusCode(), answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private record Refusal(String path, int status, String body) {}

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
        http.shutdownNow();
    }
}
