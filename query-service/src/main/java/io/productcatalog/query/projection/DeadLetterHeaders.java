package io.productcatalog.query.projection;

/**
 * The name of the dead-letter topic, and the headers of a dead letter. They are added to the headers of the original
 * record. Their values are UTF-8.
 */
public final class DeadLetterHeaders {

    public static final String ORIGINAL_TOPIC = "dlt-original-topic";
    public static final String ORIGINAL_PARTITION = "dlt-original-partition";
    public static final String ORIGINAL_OFFSET = "dlt-original-offset";

    /** The timestamp in milliseconds since 1970. */
    public static final String ORIGINAL_TIMESTAMP = "dlt-original-timestamp";

    public static final String CAUSE = "dlt-cause";

    private DeadLetterHeaders() {}

    /** The dead-letter topic of a topic. */
    public static String topicOf(String topic) {
        return topic + ".dlt";
    }
}
