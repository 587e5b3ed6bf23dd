package io.productcatalog.query.projection;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyList;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.productcatalog.events.ProductEvent;
import io.productcatalog.query.testing.Products;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;
import org.springframework.dao.DataIntegrityViolationException;

/** Guarantee 5 through a crash: who goes on from the progress finds every letter written. */
class DeadLettersAreWrittenBeforeTheOffsetsTest {

    private static final Map<Integer, Long> PROGRESS = Map.of(3, 8L);

    @SuppressWarnings("unchecked")
    private final Deserializer<ProductEvent> deserializer = mock(Deserializer.class);

    private final ReadModelWriter readModel = mock(ReadModelWriter.class);
    private final DeadLetterPublisher letters = mock(DeadLetterPublisher.class);
    private final ProjectionListener listener = new ProjectionListener(
            new EventDecoder(deserializer), readModel, letters, new ProjectionActivity(), new SimpleMeterRegistry());

    @Test
    void aPoisonedRecordIsPassedWhenItsLetterIsWritten() {
        when(deserializer.deserialize(any(), any(byte[].class))).thenThrow(new IllegalArgumentException("poison"));

        listener.project(List.of(record("any")));

        InOrder order = inOrder(readModel, letters);
        order.verify(readModel).store(List.of(), Map.of());
        order.verify(letters).publish(anyList());
        order.verify(readModel).store(List.of(), PROGRESS);
    }

    @Test
    void aPoisonedRecordWhoseLetterIsRefusedIsNotPassed() {
        when(deserializer.deserialize(any(), any(byte[].class))).thenThrow(new IllegalArgumentException("poison"));
        doThrow(new KafkaException("no brokers")).when(letters).publish(anyList());

        assertThatThrownBy(() -> listener.project(List.of(record("any")))).isInstanceOf(KafkaException.class);

        verify(readModel, never()).store(any(), eq(PROGRESS));
    }

    @Test
    void aRowThatTheDatabaseRefusesIsPassedWhenItsLetterIsWritten() {
        var event = Products.active(Products.newId(), 1);
        when(deserializer.deserialize(any(), any(byte[].class))).thenAnswer(_ -> event);
        when(readModel.store(any(), any())).thenAnswer(call -> {
            if (!call.getArgument(0, List.class).isEmpty()) {
                throw new DataIntegrityViolationException("refused");
            }
            return 0;
        });

        listener.project(List.of(record(event.getProductId())));

        InOrder order = inOrder(readModel, letters);
        order.verify(letters).publish(anyList());
        order.verify(readModel).store(List.of(), PROGRESS);
    }

    private static ConsumerRecord<byte[], byte[]> record(String key) {
        return new ConsumerRecord<>("products", 3, 7, key.getBytes(StandardCharsets.UTF_8), new byte[] {1});
    }
}
