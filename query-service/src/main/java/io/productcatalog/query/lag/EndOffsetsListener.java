package io.productcatalog.query.lag;

import java.util.Map;

/** Takes the end offsets of the topic's partitions, once a second while Kafka answers. It must not block. */
public interface EndOffsetsListener {

    /** Takes the end offsets by partition. */
    void observed(Map<Integer, Long> endOffsets);
}
