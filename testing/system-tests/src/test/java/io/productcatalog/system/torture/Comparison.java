package io.productcatalog.system.torture;

import static org.awaitility.Awaitility.await;

import io.productcatalog.cluster.Admin;
import io.productcatalog.cluster.Answer;
import io.productcatalog.cluster.Cluster;
import io.productcatalog.stack.parts.DatabaseAccess;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.awaitility.core.ConditionTimeoutException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Compares the answers that clients got with the final content of the write model, the topic, the read model and the
 * dead letters.
 */
final class Comparison {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String TOPIC = "catalog.products";
    private static final int CONCURRENCY = 16;
    private static final int RETRIES = 30;

    /** The command service reads the clock of its database with an error of up to half a second. */
    private static final Duration CLOCK_ERROR = Duration.ofMillis(500);

    private final Cluster cluster;
    private final Ledger ledger;
    private final Contamination contamination;
    private final UnaryOperator<JsonNode> form;

    /** The events of each product by version, as first published. */
    private final Map<String, NavigableMap<Long, EventDecoder.Event>> published = new HashMap<>();

    Comparison(Cluster cluster, Ledger ledger, Contamination contamination) {
        this(cluster, ledger, contamination, UnaryOperator.identity());
    }

    /** @param form turns a product as a service writes it into the form of today */
    Comparison(Cluster cluster, Ledger ledger, Contamination contamination, UnaryOperator<JsonNode> form) {
        this.cluster = cluster;
        this.ledger = ledger;
        this.contamination = contamination;
        this.form = form;
    }

    /** Returns whether every change is published and projected. */
    boolean hasConverged() {
        try {
            return one(cluster.settings().write(), """
                            select count(*) from product_event, relay_cursor
                            where (product_event.tx, product_event.position) > (relay_cursor.tx, relay_cursor.position)""") == 0 && ends().equals(projected());
        } catch (SQLException e) {
            return false;
        }
    }

    private Map<Integer, Long> ends() {
        Map<Integer, Long> ends = new TreeMap<>();
        Topic.ends(kafka(), TOPIC).forEach((partition, end) -> ends.put(partition.partition(), end));
        return ends;
    }

    private Map<Integer, Long> projected() throws SQLException {
        Map<Integer, Long> next = new TreeMap<>();
        each(
                cluster.settings().read(),
                "select partition, next_offset from read_model_1.projection_progress",
                row -> next.put(row.getInt(1), row.getLong(2)));
        return next;
    }

    /** Records every difference as a violation in the ledger. Returns the number of things compared, by kind. */
    Map<String, Integer> run() throws SQLException {
        Map<String, Integer> compared = new LinkedHashMap<>();
        compared.put("records in the topic without the injected ones", compareTopic());
        compared.put("events in the log", compareLog());
        compared.put("acknowledged changes", compareAcknowledged());
        compared.put("products in the write model", compareWriteModel());
        compared.put("products in the read model", compareReadModel());
        compared.put("products as both services answer them", compareAnswers());
        compared.put("products in the lists of categories", compareLists());
        compared.put("dead letters", compareDeadLetters());
        return compared;
    }

    /**
     * Checks guarantee 2: the versions of a product are first published as 1, 2, 3 and so on, a repeated version is the
     * same event, and a product's last event has its highest version.
     */
    private int compareTopic() {
        EventDecoder decoder = new EventDecoder(cluster.parts().registry().url());
        List<ConsumerRecord<byte[], byte[]>> records = Topic.read(kafka(), TOPIC);
        Map<String, Long> lastVersions = new HashMap<>();
        int injected = 0;
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (record.headers().lastHeader(Contamination.HEADER) != null) {
                injected++;
                continue;
            }
            EventDecoder.Event event;
            try {
                event = decoder.decode(record.value());
            } catch (RuntimeException e) {
                ledger.violated(
                        "the record at " + record.partition() + "-" + record.offset() + " is not an event: " + e);
                continue;
            }
            NavigableMap<Long, EventDecoder.Event> versions =
                    published.computeIfAbsent(event.id(), _ -> new TreeMap<>());
            EventDecoder.Event first = versions.putIfAbsent(event.version(), event);
            lastVersions.put(event.id(), event.version());
            if (first == null && event.version() != versions.size()) {
                ledger.violated("version " + event.version() + " of " + event.id() + " was published after "
                        + (versions.size() - 1) + " others, at " + record.partition() + "-" + record.offset());
            } else if (first != null && !first.equals(event)) {
                ledger.violated("two different events for version " + event.version() + " of " + event.id());
            }
            require(
                    new String(record.key(), StandardCharsets.UTF_8).equals(event.id()),
                    "the key of " + event.id() + " is not its id");
        }
        lastVersions.forEach((id, version) -> require(
                version.equals(published.get(id).lastKey()),
                "the topic's last event of " + id + " has version " + version + ", not "
                        + published.get(id).lastKey()));
        return records.size() - injected;
    }

    /** Checks guarantee 1: the log and the topic hold the same events. */
    private int compareLog() throws SQLException {
        Map<String, Set<Long>> logged = new HashMap<>();
        int[] count = {0};
        each(cluster.settings().write(), "select product_id::text, version, event_id::text from product_event", row -> {
            count[0]++;
            logged.computeIfAbsent(row.getString(1), _ -> new TreeSet<>()).add(row.getLong(2));
            EventDecoder.Event event = event(row.getString(1), row.getLong(2));
            require(
                    event != null && event.eventId().equals(row.getString(3)),
                    "version " + row.getLong(2) + " of " + row.getString(1) + " is in the log and not in the topic");
        });
        published.forEach((id, versions) -> require(
                versions.keySet().equals(logged.get(id)), "the topic has other versions of " + id + " than the log"));
        return count[0];
    }

    private int compareAcknowledged() {
        Map<String, Integer> creations = new HashMap<>();
        published.values().forEach(versions -> {
            JsonNode created = versions.firstEntry().getValue().product();
            if (created == null) {
                ledger.violated("a product begins with its deletion: "
                        + versions.firstEntry().getValue());
            } else {
                creations.merge(created.get("sku").asString(), 1, Integer::sum);
            }
        });
        creations.forEach((sku, count) -> require(count == 1, sku + " was created " + count + " times"));
        for (Ledger.Acknowledged change : ledger.acknowledged()) {
            EventDecoder.Event event = event(change.id(), change.version());
            if (event == null) {
                ledger.violated("LOST: version " + change.version() + " of " + change.id() + " was acknowledged");
            } else if (change.product() == null
                    ? event.product() != null
                    : !form.apply(change.product()).equals(event.product())) {
                ledger.violated("version " + change.version() + " of " + change.id() + " was acknowledged as "
                        + change.product() + " and published as " + event.product());
            }
        }
        for (Ledger.NotFound notFound : ledger.notFound()) {
            NavigableMap<Long, EventDecoder.Event> versions = published.getOrDefault(notFound.id(), new TreeMap<>());
            require(
                    versions.tailMap(notFound.seen(), false).values().stream()
                            .anyMatch(event -> !event.isOnSale()
                                    && !event.occurredAt().isAfter(notFound.at().plus(CLOCK_ERROR))),
                    "nothing was on sale under " + notFound.id() + " after version " + notFound.seen() + " at "
                            + notFound.at() + ", though it was not withdrawn by then");
        }
        return ledger.acknowledged().size();
    }

    private int compareWriteModel() throws SQLException {
        Map<String, Long> versions = new HashMap<>();
        each(
                cluster.settings().write(),
                "select id::text, version from product",
                row -> versions.put(row.getString(1), row.getLong(2)));
        published.forEach((id, events) -> {
            EventDecoder.Event last = events.lastEntry().getValue();
            Long version = versions.get(id);
            require(
                    last.product() == null
                            ? version == null
                            : Long.valueOf(last.version()).equals(version),
                    "the write model has " + id + " at version " + version + ", the topic ends with " + last);
        });
        require(
                published.keySet().containsAll(versions.keySet()),
                "the write model has products that were never published");
        return versions.size();
    }

    private record Row(long version, String state, JsonNode document) {}

    private int compareReadModel() throws SQLException {
        Map<String, Row> rows = new HashMap<>();
        each(
                cluster.settings().read(),
                "select id::text, version, state, document from read_model_1.product_document",
                row -> rows.put(row.getString(1), new Row(row.getLong(2), row.getString(3), product(row.getBytes(4)))));
        Map<String, Set<String>> categories = new HashMap<>();
        each(
                cluster.settings().read(),
                "select product_id::text, category from read_model_1.product_category",
                row -> categories
                        .computeIfAbsent(row.getString(1), _ -> new TreeSet<>())
                        .add(row.getString(2)));
        published.forEach((id, events) -> {
            EventDecoder.Event last = events.lastEntry().getValue();
            String state = last.product() == null
                    ? "DELETED"
                    : last.product().get("status").asString();
            Row expected = new Row(last.version(), state, last.isOnSale() ? last.product() : null);
            require(expected.equals(rows.get(id)), "the read model has " + rows.get(id) + " instead of " + expected);
            require(
                    categories.getOrDefault(id, Set.of()).equals(last.isOnSale() ? paths(last.product()) : Set.of()),
                    "the read model has " + id + " in the categories " + categories.get(id));
        });
        require(rows.keySet().equals(published.keySet()), "the read model has other products than the topic");
        return rows.size();
    }

    private static Set<String> paths(JsonNode product) {
        Set<String> paths = new TreeSet<>();
        for (JsonNode category : product.get("categories")) {
            String path = "";
            for (String part : category.asString().split("/")) {
                path = path.isEmpty() ? part : path + "/" + part;
                paths.add(path);
            }
        }
        return paths;
    }

    private int compareAnswers() {
        Admin admin = new Admin(cluster);
        List<String> ids = ledger.ids().stream().filter(published::containsKey).toList();
        Flux.fromIterable(ids)
                .flatMap(
                        id -> retried(admin.send("GET", "/products/" + id, ""))
                                .zipWith(retried(cluster.queryFront().get("/products/" + id)))
                                .doOnNext(both -> compare(id, both.getT1(), both.getT2())),
                        CONCURRENCY)
                .blockLast();
        return ids.size();
    }

    /** Walks each list from its first page to its last one. A list may be a second old. */
    private int compareLists() {
        int listed = 0;
        for (String category : Writer.CATEGORIES.stream()
                .flatMap(leaf -> Stream.of(leaf, leaf.split("/")[0]))
                .distinct()
                .toList()) {
            Set<String> expected = onSale(category);
            try {
                await("the list of " + category)
                        .pollDelay(Duration.ZERO)
                        .until(() -> listed(category).equals(expected));
            } catch (ConditionTimeoutException wrong) {
                ledger.violated("the list of " + category + " has " + listed(category) + " instead of " + expected);
            }
            listed += expected.size();
        }
        return listed;
    }

    private Set<String> onSale(String category) {
        Set<String> ids = new TreeSet<>();
        published.forEach((id, events) -> {
            EventDecoder.Event last = events.lastEntry().getValue();
            if (last.isOnSale() && paths(last.product()).contains(category)) {
                ids.add(id);
            }
        });
        return ids;
    }

    private Set<String> listed(String category) {
        Set<String> ids = new TreeSet<>();
        Optional<String> after = Optional.of("");
        while (after.isPresent()) {
            String path = "/products?limit=100&category=" + category + after.get();
            JsonNode page = retried(cluster.queryFront().get(path)).block().json();
            page.get("items").forEach(item -> require(ids.add(item.get("id").asString()), "twice in a list: " + item));
            after = Optional.ofNullable(page.get("next")).map(next -> "&after=" + next.asString());
        }
        return ids;
    }

    /** Repeats a refused request: a pool may first have to notice that its connections are broken. */
    private static Mono<Answer> retried(Mono<Answer> request) {
        return request.filter(answer -> answer.status() != 0 && answer.status() != 503)
                .repeatWhenEmpty(RETRIES, empty -> empty.delayElements(Duration.ofSeconds(1)))
                .switchIfEmpty(request);
    }

    private void compare(String id, Answer written, Answer shown) {
        EventDecoder.Event last = published.get(id).lastEntry().getValue();
        require(
                written.status() == (last.product() == null ? 404 : 200)
                        && (written.status() == 404
                                || form.apply(written.json()).equals(last.product())),
                "the write side answers for " + id + " " + written + ", the topic ends with " + last);
        require(
                shown.status() == (last.isOnSale() ? 200 : 404)
                        && (shown.status() == 404
                                || (form.apply(shown.json()).equals(last.product())
                                        && shown.version() == last.version())),
                "the read side answers for " + id + " " + shown + ", the topic ends with " + last);
    }

    /**
     * Checks guarantee 5: the dead letters are exactly the poison records, byte for byte. Dead letters are delivered at
     * least once, so duplicates are accepted.
     */
    private int compareDeadLetters() {
        Map<String, byte[]> expected = new HashMap<>();
        contamination
                .poisons()
                .forEach(poison -> expected.put(poison.partition() + "-" + poison.offset(), poison.value()));
        Set<String> found = new HashSet<>();
        for (ConsumerRecord<byte[], byte[]> deadLetter : Topic.read(kafka(), TOPIC + ".dlt")) {
            String origin =
                    header(deadLetter, "dlt-original-partition") + "-" + header(deadLetter, "dlt-original-offset");
            found.add(origin);
            require(
                    Arrays.equals(expected.get(origin), deadLetter.value())
                            && header(deadLetter, "dlt-original-topic").equals(TOPIC)
                            && !header(deadLetter, "dlt-cause").isBlank(),
                    "the dead letter of " + origin + " is not what was injected there: "
                            + header(deadLetter, "dlt-cause"));
        }
        Set<String> missing = new TreeSet<>(expected.keySet());
        missing.removeAll(found);
        require(missing.isEmpty(), "there is no dead letter of the poison at " + missing);
        return found.size();
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    private EventDecoder.Event event(String id, long version) {
        return published.getOrDefault(id, new TreeMap<>()).get(version);
    }

    private JsonNode product(byte[] document) {
        return document == null ? null : form.apply(JSON.readTree(document));
    }

    private String kafka() {
        return cluster.parts().kafka().bootstrapServers();
    }

    private void require(boolean holds, String violation) {
        if (!holds) {
            ledger.violated(violation);
        }
    }

    @FunctionalInterface
    private interface RowReader {
        void read(ResultSet row) throws SQLException;
    }

    private static void each(DatabaseAccess database, String sql, RowReader reader) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        database.jdbcUrl(), database.ownerUser(), database.ownerPassword());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                reader.read(rows);
            }
        }
    }

    private static long one(DatabaseAccess database, String sql) throws SQLException {
        long[] value = {0};
        each(database, sql, row -> value[0] = row.getLong(1));
        return value[0];
    }
}
