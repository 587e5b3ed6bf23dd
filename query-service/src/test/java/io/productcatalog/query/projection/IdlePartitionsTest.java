package io.productcatalog.query.projection;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.kafka.event.ListenerContainerPartitionIdleEvent;

class IdlePartitionsTest {

    private static final TopicPartition ONE = new TopicPartition("products", 0);
    private static final TopicPartition OTHER = new TopicPartition("products", 1);

    private final ReadModelWriter readModel = mock(ReadModelWriter.class);
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final ProjectionListener listener = new ProjectionListener(
            new EventDecoder((_, _) -> null),
            readModel,
            mock(DeadLetterPublisher.class),
            new PoisonedBatchGuard(true, new SimpleMeterRegistry()),
            new ProjectionActivity(),
            new SimpleMeterRegistry());

    @BeforeEach
    void assign() {
        consumer.assign(List.of(ONE, OTHER));
        consumer.seek(ONE, 4);
        consumer.seek(OTHER, 6);
    }

    @Test
    void thePositionOfAnIdlePartitionIsStored() {
        listener.idle(idle(ONE));
        listener.idle(idle(OTHER));

        verify(readModel).store(List.of(), Map.of(0, 4L));
        verify(readModel).store(List.of(), Map.of(1, 6L));
    }

    @Test
    void thePositionOfAPausedPartitionIsNotStored() {
        consumer.pause(List.of(ONE));

        listener.idle(idle(ONE));

        verifyNoInteractions(readModel);
    }

    @Test
    void aReadModelThatDoesNotAnswerIsNotTriedForEveryPartition() {
        when(readModel.store(any(), any())).thenThrow(new DataAccessResourceFailureException("hangs"));

        listener.idle(idle(ONE));
        listener.idle(idle(OTHER));

        verify(readModel, times(1)).store(any(), any());
    }

    @Test
    void lostCommitsAreReported() {
        when(readModel.store(any(), any())).thenThrow(new ReadModelRegressedException());

        assertThatThrownBy(() -> listener.idle(idle(ONE))).isInstanceOf(ReadModelRegressedException.class);
    }

    private ListenerContainerPartitionIdleEvent idle(TopicPartition partition) {
        return new ListenerContainerPartitionIdleEvent(this, this, 1_000, "projection", partition, consumer, false);
    }
}
