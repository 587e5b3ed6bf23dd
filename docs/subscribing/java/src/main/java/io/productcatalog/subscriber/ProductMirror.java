package io.productcatalog.subscriber;

import io.productcatalog.events.AvroTrust;
import io.productcatalog.events.Money;
import io.productcatalog.events.Product;
import io.productcatalog.events.ProductEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A mirror of the catalog. It keeps the current state of every product in memory and prints each change. It reads the
 * whole compacted topic at every start, so it needs no consumer group, commits no offsets, and may be killed at any
 * time.
 */
public final class ProductMirror {

    private static final String TOPIC = "catalog.products";

    /** The newest event of each product, also of deleted ones, since an older event may be delivered again. */
    private final Map<String, ProductEvent> products = new HashMap<>();

    /** The digits of the minor unit of each currency, by the event contract. The JDK does not know all of them. */
    private final Properties currencies;

    private ProductMirror(Properties currencies) {
        this.currencies = currencies;
    }

    /**
     * Reads the topic until the process is killed.
     *
     * @param args the file of the consumer's settings
     */
    public static void main(String... args) throws IOException {
        Properties settings = new Properties();
        try (Reader file = Files.newBufferedReader(Path.of(args[0]))) {
            settings.load(file);
        }
        Properties currencies = new Properties();
        try (InputStream list = Product.class.getResourceAsStream("/iso-4217.properties")) {
            currencies.load(Objects.requireNonNull(list));
        }
        AvroTrust.trust();
        try (KafkaConsumer<String, @Nullable ProductEvent> consumer = new KafkaConsumer<>(settings)) {
            new ProductMirror(currencies).follow(consumer);
        }
    }

    private void follow(KafkaConsumer<String, @Nullable ProductEvent> consumer) {
        List<TopicPartition> partitions = consumer.partitionsFor(TOPIC).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);

        boolean complete = false;
        while (true) {
            consumer.poll(Duration.ofSeconds(1)).forEach(record -> keep(record.value()));
            if (!complete
                    && ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
                complete = true;
                System.out.println("complete: " + count() + " products");
            }
        }
    }

    private void keep(@Nullable ProductEvent event) {
        if (event == null) {
            // A Kafka tombstone has no version and no meaning here. A deletion is an event.
            return;
        }
        ProductEvent newest = products.get(event.getProductId());
        if (newest == null || newest.getVersion() < event.getVersion()) {
            products.put(event.getProductId(), event);
            System.out.println(event.getProductId() + " v" + event.getVersion() + " " + state(event.getProduct()));
        }
    }

    private long count() {
        return products.values().stream()
                .filter(event -> event.getProduct() != null)
                .count();
    }

    private String state(@Nullable Product product) {
        return product == null
                ? "DELETED"
                : product.getStatus() + " " + product.getSku() + " " + amount(product.getPrice());
    }

    private String amount(Money money) {
        String[] digitsAndStatus =
                currencies.getProperty(money.getCurrency(), "2").split(",", 2);
        return BigDecimal.valueOf(money.getMinorUnits(), Integer.parseInt(digitsAndStatus[0])) + " "
                + money.getCurrency();
    }
}
