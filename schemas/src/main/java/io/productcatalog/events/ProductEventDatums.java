package io.productcatalog.events;

import io.apicurio.registry.serde.avro.AvroDatumProvider;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * How Apicurio's serializers write and read product events. Their own provider finds a schema's writer and reader by a
 * fingerprint that it computes anew for every record, which takes longer than to read the record.
 */
public final class ProductEventDatums implements AvroDatumProvider<ProductEvent> {

    private final Map<Schema, DatumWriter<ProductEvent>> writers = new ConcurrentHashMap<>();
    private final Map<Schema, DatumReader<ProductEvent>> readers = new ConcurrentHashMap<>();

    @Override
    public DatumWriter<ProductEvent> createDatumWriter(ProductEvent event, Schema schema) {
        return writers.computeIfAbsent(schema, _ -> new SpecificDatumWriter<>(schema));
    }

    @Override
    public DatumReader<ProductEvent> createDatumReader(Schema writer) {
        return readers.computeIfAbsent(writer, _ -> new SpecificDatumReader<>(writer, ProductEvent.getClassSchema()));
    }

    @Override
    public Schema toSchema(ProductEvent event) {
        return event.getSchema();
    }
}
