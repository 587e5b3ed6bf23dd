package io.productcatalog.query.projection;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.core.NestedRuntimeException;

/** A record that can never be projected, and why. */
record DeadLetter(ConsumerRecord<byte[], byte[]> record, RuntimeException cause) {

    private static final int MAX_REASON_LENGTH = 500;

    String reason() {
        return reason(cause);
    }

    /** The failure in a line of at most 500 characters. */
    static String reason(RuntimeException failure) {
        Throwable cause = failure instanceof NestedRuntimeException nested ? nested.getMostSpecificCause() : failure;
        String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        return reason.length() <= MAX_REASON_LENGTH ? reason : reason.substring(0, MAX_REASON_LENGTH);
    }
}
