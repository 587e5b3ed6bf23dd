package io.productcatalog.system.torture;

import io.productcatalog.cluster.Admin;
import io.productcatalog.cluster.Answer;
import io.productcatalog.cluster.Front;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * An administrator. It repeats a request with an unknown outcome where this is safe: a creation has an idempotency key,
 * and setting a field to a value is idempotent. It does not repeat a change with {@code If-Match}, but reads the
 * product again.
 */
final class Writer implements Runnable {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int MAX_THINK_MILLIS = 60;

    /** One product in so many is large: 60 kB. */
    private static final int LARGE_ONE_IN = 40;

    private static final int LARGE_ATTRIBUTES = 40;
    private static final int RETRY_MILLIS = 200;
    static final List<String> CATEGORIES =
            List.of("electronics/tv", "electronics/audio/headphones", "home", "home/kitchen", "garden/tools");
    private static final List<String> STATUSES =
            List.of("ACTIVE", "ACTIVE", "ACTIVE", "ACTIVE", "DRAFT", "DISCONTINUED");

    private record Creation(String sku, String key, String body) {}

    private final String name;
    private final long seed;
    private final Random random;
    private final Admin admin;
    private final Front shop;
    private final Ledger ledger;
    private final BooleanSupplier running;
    private final Map<String, JsonNode> known = new HashMap<>();
    private final List<Creation> creations = new ArrayList<>();
    private int number;

    Writer(String name, long seed, Admin admin, Front shop, Ledger ledger, BooleanSupplier running) {
        this.name = name;
        this.seed = seed;
        this.random = new Random(seed);
        this.admin = admin;
        this.shop = shop;
        this.ledger = ledger;
        this.running = running;
    }

    @Override
    public void run() {
        for (long operation = 0; running.getAsBoolean(); operation++) {
            // The next operation does not depend on the number of earlier retries.
            random.setSeed(seed * 1_000_003 + operation);
            int choice = random.nextInt(100);
            Optional<String> id = ledger.anyId(random);
            if (choice < 12 || id.isEmpty()) {
                create();
            } else if (choice < 16) {
                createAgain();
            } else if (choice < 46) {
                setPrice(id.get());
            } else if (choice < 66) {
                setStock(id.get());
            } else if (choice < 74) {
                setStatus(id.get());
            } else if (choice < 86) {
                patch(id.get());
            } else if (choice < 96) {
                replace(id.get());
            } else {
                delete(id.get());
            }
            pause(1 + random.nextInt(MAX_THINK_MILLIS));
        }
    }

    private void create() {
        String sku = "T-" + name + "-" + ++number;
        Creation creation = new Creation(sku, "key-" + sku, product(sku).toString());
        creations.add(creation);
        create(creation, "create");
    }

    private void createAgain() {
        if (!creations.isEmpty()) {
            create(creations.get(random.nextInt(creations.size())), "create again");
        }
    }

    /** Repeats the creation until its outcome is known, also after the run, so that no key stays undecided. */
    private void create(Creation creation, String operation) {
        while (true) {
            Answer answer = admin.send("POST", "/products", Map.of("Idempotency-Key", creation.key()), creation.body())
                    .block();
            count(operation, answer);
            if (answer.status() == 201) {
                JsonNode product = answer.json();
                require(product.get("sku").asString().equals(creation.sku()), operation, answer);
                require(answer.version() == 1, operation, answer);
                ledger.created(creation.sku(), product);
                return;
            }
            if (!isUnknown(answer)) {
                ledger.violated(operation + " of " + creation.sku() + ": " + answer);
                return;
            }
            pause(RETRY_MILLIS);
        }
    }

    private void setPrice(String id) {
        ObjectNode price = price();
        set(id, "price", price, product -> product.get("price").equals(price));
    }

    private void setStock(String id) {
        long stock = random.nextInt(1_000);
        set(
                id,
                "stock",
                JSON.createObjectNode().put("stock", stock),
                product -> product.get("stock").asLong() == stock);
    }

    private void setStatus(String id) {
        String status = STATUSES.get(random.nextInt(STATUSES.size()));
        set(
                id,
                "status",
                JSON.createObjectNode().put("status", status),
                product -> product.get("status").asString().equals(status));
    }

    @FunctionalInterface
    private interface Expectation {
        boolean holdsFor(JsonNode product);
    }

    private void set(String id, String field, ObjectNode value, Expectation expectation) {
        while (true) {
            Answer answer = admin.send("PUT", "/products/" + id + "/" + field, value.toString())
                    .block();
            if (answer.isOk()) {
                require(expectation.holdsFor(answer.json()), "set " + field, answer);
            }
            if (!recordOutcome("set " + field, id, answer) && running.getAsBoolean()) {
                pause(RETRY_MILLIS);
                continue;
            }
            return;
        }
    }

    private void patch(String id) {
        read(id).ifPresent(product -> {
            ObjectNode patch = JSON.createObjectNode().put("name", "Thing " + random.nextInt());
            if (random.nextBoolean()) {
                patch.putNull("description");
            }
            patch.putObject("attributes").put("size", random.nextInt(60) + " in");
            changeVersion("PATCH", id, product, patch.toString());
        });
    }

    private void replace(String id) {
        read(id).ifPresent(product -> {
            ObjectNode next = product(product.get("sku").asString());
            next.put("status", product.get("status").asString());
            changeVersion("PUT", id, product, next.toString());
        });
    }

    private void delete(String id) {
        read(id).ifPresent(product -> changeVersion("DELETE", id, product, ""));
    }

    private void changeVersion(String method, String id, JsonNode product, String body) {
        long version = product.get("version").asLong();
        String type = method.equals("PATCH") ? "application/merge-patch+json" : "application/json";
        Answer answer = admin.send(
                        method,
                        "/products/" + id,
                        Map.of("If-Match", "\"" + version + "\"", "Content-Type", type),
                        body)
                .block();
        known.remove(id);
        if (answer.status() == 204) {
            count(method, answer);
            ledger.deleted(id, version + 1);
            readBack(id, version + 1);
            return;
        }
        if (answer.isOk()) {
            require(answer.version() == version + 1 || answer.version() == version, method, answer);
        }
        recordOutcome(method, id, answer);
    }

    /** Returns a product, sometimes in an older version, so that some changes fail with 412. */
    private Optional<JsonNode> read(String id) {
        JsonNode product = known.get(id);
        if (product != null && random.nextBoolean()) {
            return Optional.of(product);
        }
        Answer answer = admin.send("GET", "/products/" + id, "").block();
        count("write side read", answer);
        if (answer.isOk()) {
            known.put(id, answer.json());
            return Optional.of(answer.json());
        }
        require(answer.status() == 404 || isUnknown(answer), "write side read", answer);
        return Optional.empty();
    }

    /** Records an answer. Returns whether the outcome is known. */
    private boolean recordOutcome(String operation, String id, Answer answer) {
        count(operation, answer);
        switch (answer.status()) {
            case 200 -> {
                JsonNode product = answer.json();
                known.put(id, product);
                ledger.changed(id, product);
                if (random.nextInt(10) < 3) {
                    readBack(id, product.get("version").asLong());
                }
            }
            case 404, 412 -> known.remove(id);
            case 0, 503 -> {
                return false;
            }
            default -> ledger.violated(operation + " of " + id + ": " + answer);
        }
        return true;
    }

    /** Checks guarantee 6: a read with the version that was just accepted returns this version or a later one. */
    private void readBack(String id, long version) {
        Answer answer = shop.get("/products/" + id + "?minVersion=" + version).block();
        count("read your write", answer);
        switch (answer.status()) {
            case 200 -> require(answer.version() >= version, "read your write at " + version, answer);
            case 404 -> ledger.notFound(id, version - 1);
            default -> require(isUnknown(answer), "read your write", answer);
        }
    }

    private ObjectNode product(String sku) {
        ObjectNode product = JSON.createObjectNode().put("sku", sku).put("name", "Thing " + random.nextInt(1_000));
        if (random.nextBoolean()) {
            product.put("description", "Beschreibung „" + random.nextLong() + "“ \uD83D\uDCFA");
        }
        if (random.nextBoolean()) {
            product.put("brand", "Lumen");
        }
        product.putArray("categories").add(CATEGORIES.get(random.nextInt(CATEGORIES.size())));
        product.set("price", price());
        ObjectNode attributes = product.putObject("attributes")
                .put("screen", random.nextInt(80) + " in")
                .put("colour", "black");
        if (random.nextInt(LARGE_ONE_IN) == 0) {
            for (int i = 0; i < LARGE_ATTRIBUTES; i++) {
                attributes.put("large" + i, "€".repeat(500));
            }
        }
        product.putArray("images").addObject().put("url", "https://img.example/" + random.nextInt(100) + ".jpg");
        product.put("stock", random.nextInt(500)).put("status", "ACTIVE");
        return product;
    }

    private ObjectNode price() {
        return random.nextInt(5) == 0
                ? JSON.createObjectNode()
                        .put("amount", Integer.toString(random.nextInt(100_000)))
                        .put("currency", "JPY")
                : JSON.createObjectNode()
                        .put(
                                "amount",
                                String.format(Locale.ROOT, "%d.%02d", random.nextInt(5_000), random.nextInt(100)))
                        .put("currency", "EUR");
    }

    private static boolean isUnknown(Answer answer) {
        return answer.status() == 0 || answer.status() == 503;
    }

    private void count(String operation, Answer answer) {
        ledger.count(operation + " " + (answer.status() == 0 ? "no answer" : answer.status()));
        require(answer.status() != 503 || answer.retryAfter().isPresent(), "Retry-After with 503", answer);
    }

    private void require(boolean holds, String what, Answer answer) {
        if (!holds) {
            ledger.violated(what + ": " + answer);
        }
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
