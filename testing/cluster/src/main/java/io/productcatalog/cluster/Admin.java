package io.productcatalog.cluster;

import io.netty.handler.codec.http.HttpMethod;
import io.productcatalog.stack.token.JwtIssuer;
import java.util.HashMap;
import java.util.Map;
import reactor.core.publisher.Mono;

/** An administrator who changes products through the front of the command service. */
public final class Admin {

    private final Front front;
    private final Map<String, String> headers;

    public Admin(Cluster cluster) {
        this(cluster.commandFront(), cluster.settings().tokens());
    }

    public Admin(Front front, JwtIssuer tokens) {
        this.front = front;
        this.headers = Map.of("Authorization", "Bearer " + tokens.adminToken(), "Content-Type", "application/json");
    }

    public Mono<Answer> send(String method, String path, String json) {
        return send(method, path, Map.of(), json);
    }

    public Mono<Answer> send(String method, String path, Map<String, String> more, String json) {
        Map<String, String> all = new HashMap<>(headers);
        all.putAll(more);
        return front.send(HttpMethod.valueOf(method), path, all, json);
    }

    /** Creates a product that is on sale and returns its id. */
    public String create(String sku) {
        return createFrom(product(sku));
    }

    /** Creates a product from this JSON and returns its id. */
    public String createFrom(String json) {
        Answer answer = send("POST", "/products", json).block();
        if (answer.status() != 201) {
            throw new IllegalStateException(answer.toString());
        }
        return answer.json().get("id").asString();
    }

    public Mono<Answer> reprice(String id, long cents) {
        return send(
                "PUT",
                "/products/" + id + "/price",
                "{\"amount\":\"%d.%02d\",\"currency\":\"EUR\"}".formatted(cents / 100, cents % 100));
    }

    private static String product(String sku) {
        return """
            {"sku":"%s","name":"OLED television","brand":"Lumen","categories":["electronics/tv"],
             "price":{"amount":"1299.00","currency":"EUR"},"attributes":{"screen":"55 in","colour":"black"},
             "images":[{"url":"https://img.example/tv.jpg","alt":"front"}],"stock":12}""".formatted(sku);
    }
}
