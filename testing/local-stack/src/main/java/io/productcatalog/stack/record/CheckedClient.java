package io.productcatalog.stack.record;

import io.productcatalog.stack.http.TimedRequest;
import io.productcatalog.stack.parts.PartFailure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A client of one service that checks the status of every response, since only a service that works is to be recorded.
 * A service on a slow machine may answer 503 for a while. The client then repeats the request, as customers do.
 */
record CheckedClient(HttpClient http, String url) {

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration RETRY_DELAY = Duration.ofSeconds(1);
    private static final int MAX_RETRIES = 60;

    /**
     * Sends a request and returns the body of the response.
     *
     * @param body empty for a request without a body
     * @param headers names and values in turn
     * @throws PartFailure if the response has another status or does not arrive
     */
    String expect(int status, String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<String> response = TimedRequest.send(http, request.build(), REQUEST_TIMEOUT);
            for (int retry = 0; isUnavailable(response, status) && retry < MAX_RETRIES; retry++) {
                Thread.sleep(RETRY_DELAY);
                response = TimedRequest.send(http, request.build(), REQUEST_TIMEOUT);
            }
            if (response.statusCode() != status) {
                throw failed(
                        method,
                        path,
                        "the status is %d, not %d: %s".formatted(response.statusCode(), status, response.body()));
            }
            return response.body();
        } catch (IOException e) {
            throw failed(method, path, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(method, path, "interrupted");
        }
    }

    private static boolean isUnavailable(HttpResponse<String> response, int expected) {
        return response.statusCode() == 503 && expected != 503;
    }

    String get(int status, String path, String... headers) {
        return expect(status, "GET", path, "", headers);
    }

    /** The first value of the text field in the JSON. */
    static String text(String json, String field) {
        Matcher matcher = Pattern.compile('"' + field + "\":\"([^\"]+)\"").matcher(json);
        if (!matcher.find()) {
            throw new PartFailure("no " + field + " in " + json);
        }
        return matcher.group(1);
    }

    private PartFailure failed(String method, String path, String problem) {
        return new PartFailure("%s %s%s failed: %s".formatted(method, url, path, problem));
    }
}
