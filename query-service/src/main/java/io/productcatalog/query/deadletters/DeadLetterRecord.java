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
 * A dead letter as it was read from the dead-letter topic.
 *
 * @param record untrusted: its headers, key and value may be missing or malformed
 */
record DeadLetterRecord(ConsumerRecord<byte[], byte[]> record) {

    private static final Set<String> DEAD_LETTER_HEADERS = Set.of(
            DeadLetterHeaders.ORIGINAL_TOPIC,
            DeadLetterHeaders.ORIGINAL_PARTITION,
            DeadLetterHeaders.ORIGINAL_OFFSET,
            DeadLetterHeaders.ORIGINAL_TIMESTAMP,
            DeadLetterHeaders.CAUSE);

    DeadLetterId id() {
        return new DeadLetterId(record.partition(), record.offset());
    }

    Instant time() {
        return Instant.ofEpochMilli(record.timestamp());
    }

    /** The partition and the offset in the product topic. */
    String origin() {
        return header(DeadLetterHeaders.ORIGINAL_PARTITION) + "-" + header(DeadLetterHeaders.ORIGINAL_OFFSET);
    }

    String cause() {
        return header(DeadLetterHeaders.CAUSE);
    }

    /** The original record, as far as decoding needs it: its partition and its offset are those of the dead letter. */
    ConsumerRecord<byte[], byte[]> original() {
        Headers headers = new RecordHeaders();
        for (Header header : record.headers()) {
            if (!DEAD_LETTER_HEADERS.contains(header.key())) {
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
