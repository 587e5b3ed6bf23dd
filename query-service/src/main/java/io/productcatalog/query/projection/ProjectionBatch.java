package io.productcatalog.query.projection;

import io.productcatalog.events.ProductEvent;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The changes that a batch of records makes to the read model.
 *
 * @param rows the highest version of each product, in the order of their ids
 * @param origins the record of each row
 * @param nextOffsets the offset after the last record of the batch, by partition
 * @param unusable the records that give no row
 */
record ProjectionBatch(
        List<ProductRow> rows,
        IdentityHashMap<ProductRow, ConsumerRecord<byte[], byte[]>> origins,
        Map<Integer, Long> nextOffsets,
        List<DeadLetter> unusable) {

    /** @throws RegistryUnavailableException when the schema registry does not answer */
    static ProjectionBatch read(
            List<ConsumerRecord<byte[], byte[]>> records, EventDecoder decoder, ProjectionActivity activity) {
        IdentityHashMap<ProductRow, ConsumerRecord<byte[], byte[]>> origins = new IdentityHashMap<>();
        Map<Integer, Long> nextOffsets = new TreeMap<>();
        List<DeadLetter> unusable = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            activity.step();
            nextOffsets.put(record.partition(), record.offset() + 1);
            // A tombstone is for the log cleaner only. A deletion is a DELETED event, which has a version.
            if (record.value() == null) {
                continue;
            }
            try {
                ProductEvent event = decoder.decode(record);
                origins.put(Projector.row(event), record);
            } catch (RegistryUnavailableException transientFailure) {
                throw transientFailure;
            } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError cause) {
                // Also an Error that the record causes: it would stop the consumer.
                unusable.add(new DeadLetter(record, cause));
            }
        }
        return new ProjectionBatch(Projector.collapse(origins.keySet()), origins, nextOffsets, unusable);
    }

    /** The number of records that have a value. */
    int values() {
        return origins.size() + unusable.size();
    }

    ConsumerRecord<byte[], byte[]> origin(ProductRow row) {
        return Objects.requireNonNull(origins.get(row));
    }
}
