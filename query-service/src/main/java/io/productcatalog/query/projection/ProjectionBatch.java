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
 * What a batch of records asks for.
 *
 * @param rows the highest version of each product, in the order of their ids
 * @param origins the record each of the rows came from
 * @param nextOffsets the offset after the batch's last one, by partition
 * @param unusable the records that no row can be made of
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
            // A Kafka tombstone only tells the log cleaner to forget a key. Whether the product is gone was said by its
            // DELETED event, which has a version; this has none.
            if (record.value() == null) {
                continue;
            }
            try {
                ProductEvent event = decoder.decode(record);
                origins.put(Projector.row(event), record);
            } catch (RegistryUnavailableException transientFailure) {
                throw transientFailure;
            } catch (RuntimeException cause) {
                unusable.add(new DeadLetter(record, cause));
            }
        }
        return new ProjectionBatch(Projector.collapse(origins.keySet()), origins, nextOffsets, unusable);
    }

    ConsumerRecord<byte[], byte[]> origin(ProductRow row) {
        return Objects.requireNonNull(origins.get(row));
    }
}
