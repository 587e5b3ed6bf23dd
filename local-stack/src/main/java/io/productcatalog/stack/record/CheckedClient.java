package io.productcatalog.stack.record;

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

/** Asks one service, and knows what it should answer: what a broken one does is not worth to be recorded. */
record CheckedClient(HttpClient http, String url) {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** @throws PartFailure when it answers with another status */
    String expect(int status, String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(TIMEOUT)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != status) {
                throw failed(method, path, "%d and not %d: %s".formatted(answer.statusCode(), status, answer.body()));
            }
            return answer.body();
        } catch (IOException e) {
            throw failed(method, path, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(method, path, "it was not waited for any longer");
        }
    }

    String get(int status, String path, String... headers) {
        return expect(status, "GET", path, "", headers);
    }

    /** The first value of that field in an answer. */
    static String text(String json, String field) {
        Matcher matcher = Pattern.compile('"' + field + "\":\"([^\"]+)\"").matcher(json);
        if (!matcher.find()) {
            throw new PartFailure("no " + field + " in " + json);
        }
        return matcher.group(1);
    }

    private PartFailure failed(String method, String path, String how) {
        return new PartFailure("%s %s%s was answered with %s".formatted(method, url, path, how));
    }
}
