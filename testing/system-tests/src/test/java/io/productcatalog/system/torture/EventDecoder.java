package io.productcatalog.system.torture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Currency;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A decoder of events that uses only Kafka, Avro and the registry's Confluent API, as a subscriber does. It returns
 * products in the JSON form of the services.
 */
final class EventDecoder {

    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss");

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * An event.
     *
     * @param product the product's state as JSON; null for a deletion
     */
    record Event(String eventId, String id, long version, Instant occurredAt, JsonNode product) {

        boolean isOnSale() {
            return product != null && product.get("status").asString().equals("ACTIVE");
        }
    }

    private final String registryUrl;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<Integer, Schema> schemas = new HashMap<>();

    EventDecoder(String registryUrl) {
        this.registryUrl = registryUrl;
    }

    Event decode(byte[] value) {
        if (value[0] != 0) {
            throw new IllegalArgumentException("not the wire format");
        }
        ByteBuffer buffer = ByteBuffer.wrap(value, 1, value.length - 1);
        Schema writer = schemas.computeIfAbsent(buffer.getInt(), this::schema);
        try {
            GenericRecord event = new GenericDatumReader<GenericRecord>(writer)
                    .read(null, DecoderFactory.get().binaryDecoder(value, 5, value.length - 5, null));
            long version = (Long) event.get("version");
            String id = event.get("productId").toString();
            GenericRecord product = (GenericRecord) event.get("product");
            return new Event(
                    event.get("eventId").toString(),
                    id,
                    version,
                    Instant.EPOCH.plus((Long) event.get("occurredAt"), ChronoUnit.MICROS),
                    product == null ? null : json(id, version, product));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Schema schema(int id) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(registryUrl + "/schemas/ids/" + id))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        try {
            String answer =
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body();
            return new Schema.Parser().parse(JSON.readTree(answer).get("schema").asString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode json(String id, long version, GenericRecord product) {
        ObjectNode json = JSON.createObjectNode().put("id", id);
        text(json, "sku", product.get("sku"));
        text(json, "name", product.get("name"));
        text(json, "description", product.get("description"));
        text(json, "brand", product.get("brand"));
        json.putArray("categories");
        ((Iterable<?>) product.get("categories"))
                .forEach(category -> json.withArray("categories").add(category.toString()));
        money(json, "price", (GenericRecord) product.get("price"));
        money(json, "listPrice", (GenericRecord) product.get("listPrice"));
        Map<String, String> attributes = new TreeMap<>();
        ((Map<?, ?>) product.get("attributes"))
                .forEach((name, value) -> attributes.put(name.toString(), value.toString()));
        ObjectNode attributesJson = json.putObject("attributes");
        attributes.forEach(attributesJson::put);
        json.putArray("images");
        for (Object image : (Iterable<?>) product.get("images")) {
            ObjectNode imageJson = json.withArray("images").addObject();
            text(imageJson, "url", ((GenericRecord) image).get("url"));
            text(imageJson, "alt", ((GenericRecord) image).get("alt"));
        }
        json.put("stock", ((Number) product.get("stock")).intValue());
        text(json, "status", product.get("status"));
        json.put("version", (int) version);
        json.put("createdAt", instant(product.get("createdAt")));
        json.put("updatedAt", instant(product.get("updatedAt")));
        return JSON.readTree(json.toString());
    }

    private static void text(ObjectNode json, String name, Object value) {
        if (value != null) {
            json.put(name, value.toString());
        }
    }

    private static void money(ObjectNode json, String name, GenericRecord money) {
        if (money != null) {
            String currency = money.get("currency").toString();
            int digits = Currency.getInstance(currency).getDefaultFractionDigits();
            json.putObject(name)
                    .put(
                            "amount",
                            BigDecimal.valueOf((Long) money.get("minorUnits"), digits)
                                    .toPlainString())
                    .put("currency", currency);
        }
    }

    private static String instant(Object micros) {
        // Instant.toString leaves out zeros at the end.
        long all = (Long) micros;
        return "%s.%06dZ"
                .formatted(
                        LocalDateTime.ofEpochSecond(Math.floorDiv(all, 1_000_000), 0, ZoneOffset.UTC)
                                .format(SECONDS),
                        Math.floorMod(all, 1_000_000));
    }
}
