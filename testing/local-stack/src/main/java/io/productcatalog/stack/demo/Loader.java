package io.productcatalog.stack.demo;

import io.productcatalog.stack.http.TimedRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A loader that posts products to a command service, 16 at a time. A product whose SKU exists already is left
 * unchanged.
 */
public final class Loader {

    private static final int MAX_CONCURRENT_REQUESTS = 16;
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);

    private final URI products;
    private final String token;
    private final Semaphore slots = new Semaphore(MAX_CONCURRENT_REQUESTS);
    private final AtomicInteger created = new AtomicInteger();
    private final AtomicInteger existing = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicReference<@Nullable String> firstProblem = new AtomicReference<>();

    /** The number of products by outcome, and the first failure. */
    public record Result(int created, int existing, int failed, Optional<String> firstProblem) {}

    public Loader(URI command, String token) {
        this.products = command.resolve("/products");
        this.token = token;
    }

    /** Posts the first products of the demo. */
    public Result loadFirst(int count) {
        return load(DemoProductGenerator.first(count));
    }

    Result load(Stream<DemoProduct> all) {
        try (HttpClient http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(REQUEST_TIMEOUT)
                        .build();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            all.forEach(product -> {
                slots.acquireUninterruptibly();
                threads.execute(() -> {
                    try {
                        post(product, http);
                    } finally {
                        slots.release();
                    }
                });
            });
        }
        return new Result(created.get(), existing.get(), failed.get(), Optional.ofNullable(firstProblem.get()));
    }

    private void post(DemoProduct product, HttpClient http) {
        HttpRequest request = HttpRequest.newBuilder(products)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(product.toJson()))
                .build();
        try {
            HttpResponse<String> response = TimedRequest.send(http, request, REQUEST_TIMEOUT);
            switch (response.statusCode()) {
                case 201 -> created.incrementAndGet();
                case 409 -> existing.incrementAndGet();
                default -> failed(product, response.statusCode() + " " + response.body());
            }
        } catch (IOException e) {
            failed(product, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failed(product, "interrupted");
        }
    }

    private void failed(DemoProduct product, String problem) {
        failed.incrementAndGet();
        firstProblem.compareAndSet(null, product.sku() + ": " + problem);
    }
}
