package io.productcatalog.query.projection;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The split of polled records into batches of limited size. The rows of one batch are in memory together, several times
 * while they are sent to the database, and the limits of Kafka's consumer count compressed bytes only.
 */
final class PolledRecords {

    /** In uncompressed bytes. A single record may be larger. */
    static final int MAX_BATCH_BYTES = 2_000_000;

    private PolledRecords() {}

    /** The records in the same order. Each batch has at least one record and at most {@link #MAX_BATCH_BYTES}. */
    static List<List<ConsumerRecord<byte[], byte[]>>> split(List<ConsumerRecord<byte[], byte[]>> records) {
        List<List<ConsumerRecord<byte[], byte[]>>> batches = new ArrayList<>();
        int from = 0;
        long bytes = 0;
        for (int i = 0; i < records.size(); i++) {
            int size = Math.max(0, records.get(i).serializedValueSize());
            if (i > from && bytes + size > MAX_BATCH_BYTES) {
                batches.add(records.subList(from, i));
                from = i;
                bytes = 0;
            }
            bytes += size;
        }
        if (from < records.size()) {
            batches.add(records.subList(from, records.size()));
        }
        return batches;
    }
}
