package io.productcatalog.query.projection;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
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
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mockito.InOrder;
import org.springframework.dao.DataIntegrityViolationException;

/** Guarantee 5 through a crash: a consumer that resumes from the stored offsets finds every dead letter written. */
class DeadLettersAreWrittenBeforeTheOffsetsTest {

    private static final Map<Integer, Long> NEXT_OFFSETS = Map.of(3, 8L);

    @SuppressWarnings("unchecked")
    private final Deserializer<ProductEvent> deserializer = mock(Deserializer.class);

    private final ReadModelWriter readModel = mock(ReadModelWriter.class);
    private final DeadLetterPublisher deadLetters = mock(DeadLetterPublisher.class);
    private final ProjectionListener listener = new ProjectionListener(
            new EventDecoder(deserializer),
            readModel,
            deadLetters,
            new PoisonedBatchGuard(true, new SimpleMeterRegistry()),
            new ProjectionActivity(),
            new SimpleMeterRegistry());

    static Stream<Throwable> whateverARecordThrows() {
        return Stream.of(
                new IllegalArgumentException("poison"),
                new AssertionError("poison"),
                new NoSuchMethodError("poison"),
                new StackOverflowError());
    }

    @ParameterizedTest
    @MethodSource("whateverARecordThrows")
    void theOffsetOfAPoisonedRecordIsStoredAfterItsDeadLetter(Throwable poison) {
        when(deserializer.deserialize(any(), any(byte[].class))).thenThrow(poison);

        listener.project(List.of(record("any")));

        InOrder order = inOrder(readModel, deadLetters);
        order.verify(readModel).store(List.of(), Map.of());
        order.verify(deadLetters).publish(anyList());
        order.verify(readModel).store(List.of(), NEXT_OFFSETS, 1);
    }

    @Test
    void theOffsetOfAPoisonedRecordIsNotStoredIfItsDeadLetterIsRefused() {
        when(deserializer.deserialize(any(), any(byte[].class))).thenThrow(new IllegalArgumentException("poison"));
        doThrow(new KafkaException("no brokers")).when(deadLetters).publish(anyList());

        assertThatThrownBy(() -> listener.project(List.of(record("any")))).isInstanceOf(KafkaException.class);

        verify(readModel, never()).store(any(), eq(NEXT_OFFSETS));
        verify(readModel, never()).store(any(), eq(NEXT_OFFSETS), anyInt());
    }

    @Test
    void aHeldBatchMakesNoDeadLetterAndStoresNoOffset() {
        when(deserializer.deserialize(any(), any(byte[].class))).thenThrow(new IllegalArgumentException("poison"));

        assertThatThrownBy(() -> listener.project(Collections.nCopies(10, record("any"))))
                .isInstanceOf(PoisonedBatchException.class);

        verify(deadLetters, never()).publish(anyList());
        verify(readModel, never()).store(any(), eq(NEXT_OFFSETS));
        verify(readModel, never()).store(any(), eq(NEXT_OFFSETS), anyInt());
    }

    @Test
    void theOffsetOfARefusedRowIsStoredAfterItsDeadLetter() {
        var event = Products.active(Products.newId(), 1);
        when(deserializer.deserialize(any(), any(byte[].class))).thenAnswer(_ -> event);
        when(readModel.store(any(), any())).thenAnswer(call -> {
            if (!call.getArgument(0, List.class).isEmpty()) {
                throw new DataIntegrityViolationException("refused");
            }
            return 0;
        });

        listener.project(List.of(record(event.getProductId())));

        InOrder order = inOrder(readModel, deadLetters);
        order.verify(deadLetters).publish(anyList());
        order.verify(readModel).store(List.of(), NEXT_OFFSETS, 1);
    }

    private static ConsumerRecord<byte[], byte[]> record(String key) {
        return new ConsumerRecord<>("products", 3, 7, key.getBytes(StandardCharsets.UTF_8), new byte[] {1});
    }
}
