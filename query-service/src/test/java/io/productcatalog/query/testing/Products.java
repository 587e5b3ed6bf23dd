package io.productcatalog.query.testing;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import io.productcatalog.events.AvroTrust;
import io.productcatalog.events.EventType;
import io.productcatalog.events.Money;
import io.productcatalog.events.Product;
import io.productcatalog.events.ProductEvent;
import io.productcatalog.events.ProductStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;

/** Product events for tests. They are complete and valid, and differ only where a test says so. */
public final class Products {

    /** A single generator, so that each id is greater than the one before, also within a millisecond. */
    private static final TimeBasedEpochGenerator IDS = Generators.timeBasedEpochGenerator();

    private static final Instant CREATED = Instant.parse("2026-03-01T10:15:30.123456Z");

    /** The header of Avro's single-object encoding. */
    private static final int HEADER_BYTES = 10;

    static {
        AvroTrust.trust();
    }

    private Products() {}

    public static UUID newId() {
        return IDS.generate();
    }

    public static Product product(UUID id) {
        return Product.newBuilder()
                .setSku("SKU-" + id)
                .setName("Television")
                .setCategories(List.of("electronics/tv"))
                .setPrice(new Money(129_900L, "EUR"))
                .setAttributes(Map.of())
                .setImages(List.of())
                .setStock(12)
                .setStatus(ProductStatus.ACTIVE)
                .setCreatedAt(CREATED)
                .setUpdatedAt(CREATED)
                .build();
    }

    public static ProductEvent active(UUID id, long version) {
        return event(id, version, product(id));
    }

    public static ProductEvent event(UUID id, long version, Product product) {
        return base(id, version)
                .setType(version == 1 ? EventType.CREATED : EventType.UPDATED)
                .setProduct(product)
                .build();
    }

    public static ProductEvent deleted(UUID id, long version) {
        return base(id, version).setType(EventType.DELETED).build();
    }

    public static ProductEvent.Builder base(UUID id, long version) {
        return ProductEvent.newBuilder()
                .setEventId(newId().toString())
                .setProductId(id.toString())
                .setVersion(version)
                .setOccurredAt(CREATED.plusSeconds(version))
                .setActor("tester");
    }

    /** The event as a producer with another version of the schema writes it. */
    public static GenericRecord generic(ProductEvent event, Schema schema) {
        try {
            byte[] message = ProductEvent.getEncoder().encode(event).array();
            GenericDatumReader<GenericRecord> reader = new GenericDatumReader<>(ProductEvent.getClassSchema(), schema);
            return reader.read(
                    null,
                    DecoderFactory.get().binaryDecoder(message, HEADER_BYTES, message.length - HEADER_BYTES, null));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
