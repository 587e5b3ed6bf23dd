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

/** Everything that clients were told, and every promise that was seen broken meanwhile. Used by all threads. */
final class Ledger {

    /**
     * An acknowledged change.
     *
     * @param product its state after the change, as it was answered; null for a deletion
     */
    record Acknowledged(String id, long version, JsonNode product) {}

    /** At that time nothing was on sale under this id, though version {@code seen} had been, or had been accepted. */
    record Missed(String id, long seen, Instant at) {}

    private final Collection<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();
    private final List<String> ids = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, String> createdSkus = new ConcurrentHashMap<>();
    private final Collection<Missed> missed = new ConcurrentLinkedQueue<>();
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

    void missed(String id, long seen) {
        missed.add(new Missed(id, seen, Instant.now()));
    }

    void violated(String what) {
        System.out.println("BROKEN: " + what);
        violations.add(what);
    }

    void count(String outcome) {
        outcomes.computeIfAbsent(outcome, _ -> new LongAdder()).increment();
    }

    Collection<Acknowledged> acknowledged() {
        return acknowledged;
    }

    Collection<Missed> missed() {
        return missed;
    }

    Collection<String> violations() {
        return violations;
    }

    /** The products that were created. */
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

    /** One of the products that were made; often one of a few that everybody wants. Empty when there is none yet. */
    Optional<String> anyId(Random random) {
        int size = ids.size();
        if (size == 0) {
            return Optional.empty();
        }
        boolean wanted = random.nextInt(10) < 3;
        return Optional.of(ids.get(wanted ? Math.max(0, size - 1 - random.nextInt(10)) : random.nextInt(size)));
    }
}
