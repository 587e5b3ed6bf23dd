package io.productcatalog.query.projection;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.core.NestedRuntimeException;

/** A record that can never be projected, with the failure that shows it. */
record DeadLetter(ConsumerRecord<byte[], byte[]> record, Throwable cause) {

    private static final int MAX_REASON_LENGTH = 500;

    String reason() {
        return reason(cause);
    }

    /**
     * The first line of the message, at most 500 characters. The lines after it show the row in messages of PostgreSQL.
     */
    static String reason(Throwable failure) {
        Throwable cause = failure instanceof NestedRuntimeException nested ? nested.getMostSpecificCause() : failure;
        String reason = String.valueOf(cause.getMessage() == null ? cause : cause.getMessage())
                .lines()
                .findFirst()
                .orElse("");
        return reason.length() <= MAX_REASON_LENGTH ? reason : reason.substring(0, MAX_REASON_LENGTH);
    }
}
