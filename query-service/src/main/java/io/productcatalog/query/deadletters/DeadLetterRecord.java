package io.productcatalog.query.deadletters;

import io.productcatalog.query.projection.DeadLetterHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter as it was read.
 *
 * @param record of the dead-letter topic; nothing in it can be relied on
 */
record DeadLetterRecord(ConsumerRecord<byte[], byte[]> record) {

    private static final Set<String> ADDED = Set.of(
            DeadLetterHeaders.ORIGINAL_TOPIC,
            DeadLetterHeaders.ORIGINAL_PARTITION,
            DeadLetterHeaders.ORIGINAL_OFFSET,
            DeadLetterHeaders.ORIGINAL_TIMESTAMP,
            DeadLetterHeaders.CAUSE);

    DeadLetterId address() {
        return new DeadLetterId(record.partition(), record.offset());
    }

    Instant time() {
        return Instant.ofEpochMilli(record.timestamp());
    }

    /** Partition and offset in the product topic. */
    String origin() {
        return header(DeadLetterHeaders.ORIGINAL_PARTITION) + "-" + header(DeadLetterHeaders.ORIGINAL_OFFSET);
    }

    String cause() {
        return header(DeadLetterHeaders.CAUSE);
    }

    /** The record as it was before it became a letter, as far as decoding is concerned. */
    ConsumerRecord<byte[], byte[]> original() {
        Headers headers = new RecordHeaders();
        for (Header header : record.headers()) {
            if (!ADDED.contains(header.key())) {
                headers.add(header);
            }
        }
        return new ConsumerRecord<>(
                header(DeadLetterHeaders.ORIGINAL_TOPIC),
                record.partition(),
                record.offset(),
                record.timestamp(),
                TimestampType.CREATE_TIME,
                ConsumerRecord.NULL_SIZE,
                ConsumerRecord.NULL_SIZE,
                record.key(),
                record.value(),
                headers,
                Optional.empty());
    }

    private String header(String name) {
        Header header = record.headers().lastHeader(name);
        byte @Nullable [] value = header == null ? null : header.value();
        return value == null ? "?" : new String(value, StandardCharsets.UTF_8);
    }
}
