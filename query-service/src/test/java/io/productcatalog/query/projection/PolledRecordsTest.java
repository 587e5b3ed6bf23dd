package io.productcatalog.query.projection;

import static io.productcatalog.query.projection.PolledRecords.MAX_BATCH_BYTES;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the projection has in memory at the same time is limited in bytes, and no record is lost or moved. */
class PolledRecordsTest {

    private static final int HALF = MAX_BATCH_BYTES / 2;

    /** Sizes of the values, where -1 is a tombstone, and the sizes of the batches in records. */
    static Stream<Arguments> sizes() {
        return Stream.of(
                Arguments.of(List.of(), List.of()),
                Arguments.of(List.of(-1), List.of(1)),
                Arguments.of(List.of(1, 2, 3), List.of(3)),
                Arguments.of(List.of(HALF, HALF, 1), List.of(2, 1)),
                Arguments.of(List.of(HALF, HALF + 1, HALF, 1), List.of(1, 1, 2)),
                Arguments.of(List.of(2 * MAX_BATCH_BYTES, 2 * MAX_BATCH_BYTES, 1), List.of(1, 1, 1)),
                Arguments.of(List.of(1, 2 * MAX_BATCH_BYTES, -1, 1), List.of(1, 1, 2)));
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void batchesAreLimitedAndTogetherAreThePolledRecords(List<Integer> sizes, List<Integer> batchSizes) {
        List<ConsumerRecord<byte[], byte[]>> polled = IntStream.range(0, sizes.size())
                .mapToObj(i -> record(i, sizes.get(i)))
                .toList();

        List<List<ConsumerRecord<byte[], byte[]>>> batches = PolledRecords.split(polled);

        assertThat(batches).extracting(List::size).isEqualTo(batchSizes);
        assertThat(batches.stream().flatMap(List::stream)).containsExactlyElementsOf(polled);
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset, int size) {
        return new ConsumerRecord<>(
                "topic",
                0,
                offset,
                0,
                TimestampType.CREATE_TIME,
                0,
                size,
                null,
                null,
                new RecordHeaders(),
                Optional.empty());
    }
}
