package io.productcatalog.query.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.listener.MessageListenerContainer;

/** Guarantee 4 when the container drops polled records because a retried commit has failed. */
class FailedPollPassesNothingOverTest {

    private static final TopicPartition PROJECTED = new TopicPartition("products", 0);
    private static final TopicPartition NEVER_PROJECTED = new TopicPartition("products", 1);

    private final ReadModelWriter readModel = mock(ReadModelWriter.class);
    private final MessageListenerContainer container = mock(MessageListenerContainer.class);
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");

    @BeforeEach
    void polledBeyondTheReadModel() {
        consumer.assign(List.of(PROJECTED, NEVER_PROJECTED));
        consumer.updateBeginningOffsets(Map.of(PROJECTED, 0L, NEVER_PROJECTED, 0L));
        consumer.updateEndOffsets(Map.of(PROJECTED, 10L, NEVER_PROJECTED, 10L));
        consumer.seek(PROJECTED, 9);
        consumer.seek(NEVER_PROJECTED, 9);
        when(readModel.resume(any())).thenReturn(Map.of(0, 5L));
    }

    @Test
    void theConsumerSeeksBackToTheOffsetsOfTheReadModel() {
        when(container.isRunning()).thenReturn(true);

        new RetryForeverErrorHandler(readModel, new ProjectionActivity())
                .handleOtherException(new TimeoutException("commit"), consumer, container, true);

        assertThat(consumer.position(PROJECTED)).isEqualTo(5);
        assertThat(consumer.position(NEVER_PROJECTED)).isZero();
    }

    @Test
    void aStopDoesNotWaitForTheReadModel() {
        when(container.isRunning()).thenReturn(false);

        new RetryForeverErrorHandler(readModel, new ProjectionActivity())
                .handleOtherException(new TimeoutException("commit"), consumer, container, true);

        assertThat(consumer.position(PROJECTED)).isEqualTo(9);
    }
}
