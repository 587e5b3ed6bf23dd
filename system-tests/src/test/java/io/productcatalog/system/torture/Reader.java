package io.productcatalog.system.torture;

import io.productcatalog.system.cluster.Answer;
import io.productcatalog.system.cluster.Front;
import io.productcatalog.system.cluster.Stickiness;
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
 * One customer, who remembers the highest version of every product that was shown, and is never shown an older one. A sticky one stays with
 * one replica, as behind a balancer that knows sessions; the others go to all of them and ask for the version they remember, and so does a
 * sticky one after its replica has gone.
 */
final class Reader implements Runnable {

    private static final int LONGEST_THOUGHT_MILLIS = 25;
    private static final int UNANSWERED_MILLIS = 100;
    private static final List<String> CATEGORIES = List.of("electronics", "electronics/tv", "home", "garden");

    private final Random random;
    private final boolean sticky;
    private final Stickiness stickiness;
    private final long seed;
    private final Map<String, String> shownBy = new HashMap<>();
    private final Front shop;
    private final Ledger ledger;
    private final BooleanSupplier going;
    private final Map<String, Long> seen = new HashMap<>();

    Reader(int client, long seed, boolean sticky, Front shop, Ledger ledger, BooleanSupplier going) {
        this.seed = seed;
        this.random = new Random(seed);
        this.stickiness = new Stickiness(client);
        this.sticky = sticky;
        this.shop = shop;
        this.ledger = ledger;
        this.going = going;
    }

    @Override
    public void run() {
        for (long number = 0; going.getAsBoolean(); number++) {
            // What it does next does not depend on how often it had to try before.
            random.setSeed(seed * 1_000_003 + number);
            int dice = random.nextInt(10);
            if (dice < 7) {
                ledger.anyId(random).ifPresent(this::one);
            } else if (dice < 9) {
                some(IntStream.range(0, 5)
                        .mapToObj(_ -> ledger.anyId(random))
                        .flatMap(Optional::stream)
                        .distinct()
                        .toList());
            } else {
                page();
            }
            pause(1 + random.nextInt(LONGEST_THOUGHT_MILLIS));
        }
    }

    private void one(String id) {
        Long known = seen.get(id);
        String replica = replica();
        boolean mayBeBehind = !sticky || !replica.equals(shownBy.get(id));
        Answer answer = get(replica, "/products/" + id + (known != null && mayBeBehind ? "?minVersion=" + known : ""));
        count("read", answer);
        switch (answer.status()) {
            case 200 -> shown(replica, id, answer.version());
            case 404 -> gone(id);
            default -> {}
        }
    }

    private void some(List<String> ids) {
        if (ids.isEmpty()) {
            return;
        }
        String replica = replica();
        Answer answer = get(replica, "/products?ids=" + String.join(",", ids));
        count("read some", answer);
        if (answer.status() == 200) {
            List<String> missing = new ArrayList<>(ids);
            for (JsonNode item : answer.json().get("items")) {
                missing.remove(item.get("id").asString());
                shown(replica, item.get("id").asString(), item.get("version").asLong());
            }
            missing.forEach(this::gone);
        }
    }

    private void page() {
        String replica = replica();
        Answer answer =
                get(replica, "/products?limit=20&category=" + CATEGORIES.get(random.nextInt(CATEGORIES.size())));
        count("read a page", answer);
        if (answer.status() == 200) {
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

    /** A page cannot be asked for a version, so it may be older than what another replica has shown. */
    private void shownInPage(String replica, String id, long version) {
        Long before = seen.get(id);
        boolean mayBeBehind = !sticky || !replica.equals(shownBy.get(id));
        if (before == null || version >= before || !mayBeBehind) {
            shown(replica, id, version);
        }
    }

    private void gone(String id) {
        Long before = seen.get(id);
        if (before != null) {
            ledger.missed(id, before);
        }
    }

    private void count(String operation, Answer answer) {
        ledger.count(operation + " " + (answer.status() == 0 ? "no answer" : answer.status()));
        if (answer.status() == 0) {
            pause(UNANSWERED_MILLIS);
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
