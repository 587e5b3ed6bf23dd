package io.productcatalog.system.torture;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import tools.jackson.databind.JsonNode;

/** The record of a run: all answers that clients got and all violations of a guarantee. It is thread-safe. */
final class Ledger {

    /**
     * An acknowledged change.
     *
     * @param product the state after the change in the answer; null for a deletion
     */
    record Acknowledged(String id, long version, JsonNode product) {}

    /**
     * An answer "not found" for a product that had been on sale.
     *
     * @param seen a version that had been shown or accepted before
     * @param at the time of the answer
     */
    record NotFound(String id, long seen, Instant at) {}

    private final Collection<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();
    private final List<String> ids = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, String> createdSkus = new ConcurrentHashMap<>();
    private final Collection<NotFound> notFound = new ConcurrentLinkedQueue<>();
    private final Collection<String> violations = new ConcurrentLinkedQueue<>();
    private final Map<String, LongAdder> outcomes = new ConcurrentSkipListMap<>();

    void created(String sku, JsonNode product) {
        String id = product.get("id").asString();
        String before = createdSkus.putIfAbsent(sku, id);
        if (before == null) {
            ids.add(id);
        } else if (!before.equals(id)) {
            violated("the creation of " + sku + " was answered with " + before + " and with " + id);
        }
        acknowledged.add(new Acknowledged(id, 1, product));
    }

    void changed(String id, JsonNode product) {
        acknowledged.add(new Acknowledged(id, product.get("version").asLong(), product));
    }

    void deleted(String id, long version) {
        acknowledged.add(new Acknowledged(id, version, null));
    }

    void notFound(String id, long seen) {
        notFound.add(new NotFound(id, seen, Instant.now()));
    }

    void violated(String what) {
        System.out.println("VIOLATION: " + what);
        violations.add(what);
    }

    void count(String outcome) {
        outcomes.computeIfAbsent(outcome, _ -> new LongAdder()).increment();
    }

    Collection<Acknowledged> acknowledged() {
        return acknowledged;
    }

    Collection<NotFound> notFound() {
        return notFound;
    }

    Collection<String> violations() {
        return violations;
    }

    /** The ids of the created products. */
    List<String> ids() {
        synchronized (ids) {
            return List.copyOf(ids);
        }
    }

    SequencedMap<String, Long> outcomes() {
        SequencedMap<String, Long> totals = new TreeMap<>();
        outcomes.forEach((outcome, count) -> totals.put(outcome, count.sum()));
        return totals;
    }

    /** Returns the id of a random product, often one of the ten newest. Empty before the first creation. */
    Optional<String> anyId(Random random) {
        int size = ids.size();
        if (size == 0) {
            return Optional.empty();
        }
        boolean newest = random.nextInt(10) < 3;
        return Optional.of(ids.get(newest ? Math.max(0, size - 1 - random.nextInt(10)) : random.nextInt(size)));
    }
}
