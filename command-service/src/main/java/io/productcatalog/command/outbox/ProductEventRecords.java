package io.productcatalog.command.outbox;

import io.productcatalog.command.product.Money;
import io.productcatalog.command.product.Product;
import io.productcatalog.command.product.ProductChange;
import io.productcatalog.command.product.ProductDetails;
import io.productcatalog.command.store.LoggedChange;
import io.productcatalog.events.EventType;
import io.productcatalog.events.Image;
import io.productcatalog.events.ProductEvent;
import io.productcatalog.events.ProductStatus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * Converts a change into the record that is published: the Avro event, with the product id as its key. The headers are
 * the CloudEvents attributes in <a
 * href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md">binary mode</a>
 * and the <a href="https://www.w3.org/TR/trace-context/">traceparent</a> of the request that made the change.
 */
final class ProductEventRecords {

    private static final Header SPEC_VERSION = header("ce_specversion", "1.0");
    private static final Header SOURCE = header("ce_source", "/command-service");
    private static final Header CONTENT_TYPE = header("content-type", "application/avro");

    private ProductEventRecords() {}

    static ProducerRecord<String, ProductEvent> toRecord(String topic, LoggedChange logged) {
        ProductChange change = logged.change();
        String key = change.productId().toString();
        List<Header> headers = new ArrayList<>(8);
        headers.add(SPEC_VERSION);
        headers.add(header("ce_id", change.eventId().toString()));
        headers.add(SOURCE);
        headers.add(header(
                "ce_type", "io.productcatalog.product." + change.type().name().toLowerCase(Locale.ROOT)));
        headers.add(header("ce_subject", key));
        headers.add(header("ce_time", change.occurredAt().toString()));
        headers.add(CONTENT_TYPE);
        if (logged.traceParent() != null) {
            headers.add(header("traceparent", logged.traceParent()));
        }
        return new ProducerRecord<>(topic, null, logged.recordTime().toEpochMilli(), key, toEvent(change), headers);
    }

    static ProductEvent toEvent(ProductChange change) {
        Product after = change.after();
        return ProductEvent.newBuilder()
                .setEventId(change.eventId().toString())
                .setProductId(change.productId().toString())
                .setVersion(change.version())
                .setOccurredAt(change.occurredAt())
                .setActor(change.actor())
                .setType(
                        switch (change.type()) {
                            case CREATED -> EventType.CREATED;
                            case UPDATED -> EventType.UPDATED;
                            case DELETED -> EventType.DELETED;
                        })
                .setChangedFields(change.changedFields())
                .setPreviousPrice(money(change.previousPrice()))
                .setProduct(after == null ? null : product(after))
                .build();
    }

    private static io.productcatalog.events.Product product(Product product) {
        ProductDetails details = product.details();
        return io.productcatalog.events.Product.newBuilder()
                .setSku(details.sku())
                .setName(details.name())
                .setDescription(details.description())
                .setBrand(details.brand())
                .setCategories(details.categories())
                .setPrice(money(details.price()))
                .setListPrice(money(details.listPrice()))
                .setAttributes(details.attributes())
                .setImages(details.images().stream()
                        .map(image -> new Image(image.url(), image.alt()))
                        .toList())
                .setStock(details.stock())
                .setStatus(
                        switch (details.status()) {
                            case DRAFT -> ProductStatus.DRAFT;
                            case ACTIVE -> ProductStatus.ACTIVE;
                            case DISCONTINUED -> ProductStatus.DISCONTINUED;
                        })
                .setCreatedAt(product.createdAt())
                .setUpdatedAt(product.updatedAt())
                .build();
    }

    private static io.productcatalog.events.@Nullable Money money(@Nullable Money money) {
        return money == null
                ? null
                : new io.productcatalog.events.Money(
                        money.minorUnits(), money.currency().code());
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
