package io.productcatalog.query.lag;

import java.util.Map;

/** A listener to the end offsets of the topic, which are observed once a second while Kafka answers. */
public interface EndOffsetsListener {

    /** Receives the end offsets by partition. Must not block. */
    void observed(Map<Integer, Long> endOffsets);
}
