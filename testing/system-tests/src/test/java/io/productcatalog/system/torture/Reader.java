package io.productcatalog.system.torture;

import io.productcatalog.cluster.Answer;
import io.productcatalog.cluster.Front;
import io.productcatalog.cluster.Stickiness;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/**
 * A customer who checks that no answer has an older version of a product than an earlier answer. A sticky customer
 * stays with one replica, as behind a load balancer with sessions. The others use all replicas and ask for at least the
 * version that they have seen. A sticky customer does the same after a change of its replica.
 */
final class Reader implements Runnable {

    private static final int MAX_THINK_MILLIS = 25;
    private static final int RETRY_MILLIS = 100;
    private static final List<String> CATEGORIES = List.of("electronics", "electronics/tv", "home", "garden");

    private final Random random;
    private final boolean sticky;
    private final Stickiness stickiness;
    private final long seed;
    private final Map<String, String> shownBy = new HashMap<>();
    private final Front shop;
    private final Ledger ledger;
    private final BooleanSupplier running;
    private final Map<String, Long> seen = new HashMap<>();

    Reader(int client, long seed, boolean sticky, Front shop, Ledger ledger, BooleanSupplier running) {
        this.seed = seed;
        this.random = new Random(seed);
        this.stickiness = new Stickiness(client);
        this.sticky = sticky;
        this.shop = shop;
        this.ledger = ledger;
        this.running = running;
    }

    @Override
    public void run() {
        for (long number = 0; running.getAsBoolean(); number++) {
            // The next operation does not depend on the number of earlier retries.
            random.setSeed(seed * 1_000_003 + number);
            int choice = random.nextInt(10);
            if (choice < 7) {
                ledger.anyId(random).ifPresent(this::readOne);
            } else if (choice < 9) {
                readSome(IntStream.range(0, 5)
                        .mapToObj(_ -> ledger.anyId(random))
                        .flatMap(Optional::stream)
                        .distinct()
                        .toList());
            } else {
                readPage();
            }
            pause(1 + random.nextInt(MAX_THINK_MILLIS));
        }
    }

    private void readOne(String id) {
        Long known = seen.get(id);
        String replica = replica();
        boolean mayBeBehind = !sticky || !replica.equals(shownBy.get(id));
        Answer answer = get(replica, "/products/" + id + (known != null && mayBeBehind ? "?minVersion=" + known : ""));
        count("read", answer);
        switch (answer.status()) {
            case 200 -> shown(replica, id, answer.version());
            case 404 -> notFound(id);
            default -> {}
        }
    }

    private void readSome(List<String> ids) {
        if (ids.isEmpty()) {
            return;
        }
        String replica = replica();
        Answer answer = get(replica, "/products?ids=" + String.join(",", ids));
        count("read some", answer);
        if (answer.isOk()) {
            List<String> missing = new ArrayList<>(ids);
            for (JsonNode item : answer.json().get("items")) {
                missing.remove(item.get("id").asString());
                shown(replica, item.get("id").asString(), item.get("version").asLong());
            }
            missing.forEach(this::notFound);
        }
    }

    private void readPage() {
        String replica = replica();
        Answer answer =
                get(replica, "/products?limit=20&category=" + CATEGORIES.get(random.nextInt(CATEGORIES.size())));
        count("read a page", answer);
        if (answer.isOk()) {
            answer.json()
                    .get("items")
                    .forEach(item -> shownInPage(
                            replica,
                            item.get("id").asString(),
                            item.get("version").asLong()));
        }
    }

    private String replica() {
        return sticky ? shop.replicaFor(stickiness) : "";
    }

    private Answer get(String replica, String path) {
        return (sticky ? shop.get(replica, path) : shop.get(path)).block();
    }

    private void shown(String replica, String id, long version) {
        Long before = seen.get(id);
        if (before != null && version < before) {
            ledger.violated("a client saw version " + before + " of " + id + " and then " + version);
        }
        seen.merge(id, version, Math::max);
        shownBy.put(id, replica);
    }

    /** Ignores older versions from another replica: a request for a page cannot name a minimum version. */
    private void shownInPage(String replica, String id, long version) {
        Long before = seen.get(id);
        boolean mayBeBehind = !sticky || !replica.equals(shownBy.get(id));
        if (before == null || version >= before || !mayBeBehind) {
            shown(replica, id, version);
        }
    }

    private void notFound(String id) {
        Long before = seen.get(id);
        if (before != null) {
            ledger.notFound(id, before);
        }
    }

    private void count(String operation, Answer answer) {
        ledger.count(operation + " " + (answer.status() == 0 ? "no answer" : answer.status()));
        if (answer.status() == 0) {
            pause(RETRY_MILLIS);
        }
        if (!List.of(200, 404, 503, 0).contains(answer.status())
                || (answer.status() == 503 && answer.retryAfter().isEmpty())) {
            ledger.violated(operation + ": " + answer);
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
