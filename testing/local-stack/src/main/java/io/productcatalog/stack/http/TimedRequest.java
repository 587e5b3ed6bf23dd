package io.productcatalog.stack.http;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An HTTP request with one time limit for the whole exchange, from the connection to the last byte of the response. The
 * JDK's own request timeout ends when the response headers arrive.
 */
public final class TimedRequest {

    private TimedRequest() {}

    /**
     * Sends the request and returns the complete response. An exchange that has not ended within the limit is
     * cancelled.
     *
     * @throws HttpTimeoutException if the limit is over
     * @throws IOException if the exchange fails
     * @throws InterruptedException if this thread is interrupted; the exchange is then cancelled
     */
    public static HttpResponse<String> send(HttpClient http, HttpRequest request, Duration limit)
            throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<String>> exchange = http.sendAsync(request, BodyHandlers.ofString());
        try {
            return exchange.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new HttpTimeoutException("no complete response within " + limit.toMillis() + " ms");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        } finally {
            exchange.cancel(true);
        }
    }
}
