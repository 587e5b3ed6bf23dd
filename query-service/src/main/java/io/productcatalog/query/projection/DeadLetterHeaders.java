package io.productcatalog.query.projection;

/** The topic of the dead letters of a topic, and the headers that a dead letter has beside its record's own, as UTF-8. */
public final class DeadLetterHeaders {

    public static final String ORIGINAL_TOPIC = "dlt-original-topic";
    public static final String ORIGINAL_PARTITION = "dlt-original-partition";
    public static final String ORIGINAL_OFFSET = "dlt-original-offset";

    /** Milliseconds since 1970. */
    public static final String ORIGINAL_TIMESTAMP = "dlt-original-timestamp";

    public static final String CAUSE = "dlt-cause";

    private DeadLetterHeaders() {}

    public static String topicOf(String topic) {
        return topic + ".dlt";
    }
}
