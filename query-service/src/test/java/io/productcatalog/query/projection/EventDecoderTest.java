package io.productcatalog.query.projection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.microsoft.kiota.ApiException;
import com.microsoft.kiota.ApiExceptionBuilder;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.productcatalog.events.ProductEvent;
import io.productcatalog.query.testing.Products;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.util.stream.Stream;
import org.apache.avro.InvalidNumberEncodingException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Guarantee 5: what may heal by waiting is told apart from what never will. */
class EventDecoderTest {

    private final ProductEvent event = Products.active(Products.newId(), 1);

    static Stream<RuntimeException> theRegistryIsAway() {
        return Stream.of(
                new SerializationException(new ConnectException("refused")),
                new IllegalStateException(new SerializationException(new IOException("HTTP/1.1 header parser"))),
                new SerializationException(answer(503)),
                new SerializationException(answer(500)),
                answer(429),
                answer(401),
                new SerializationException(confluentAnswer(503)),
                new SerializationException(confluentAnswer(401)),
                new InvalidConfigurationException("Unauthorized; error code: 401"));
    }

    static Stream<RuntimeException> theBytesAreNoEvent() {
        return Stream.of(
                answer(404),
                new SerializationException(confluentAnswer(404)),
                new UncheckedIOException(new EOFException()),
                new UncheckedIOException(new InvalidNumberEncodingException("Invalid int encoding")),
                new IllegalStateException("artifact reference cannot be null"),
                new ArrayIndexOutOfBoundsException(0),
                new SecurityException("not trusted"));
    }

    @ParameterizedTest
    @MethodSource("theRegistryIsAway")
    void aRegistryThatDoesNotAnswerIsWaitedFor(RuntimeException failure) {
        assertThatExceptionOfType(RegistryUnavailableException.class)
                .isThrownBy(() -> failing(failure).decode(record(event.getProductId())));
    }

    @ParameterizedTest
    @MethodSource("theBytesAreNoEvent")
    void bytesThatAreNoEventAreGivenUp(RuntimeException failure) {
        assertThatIllegalArgumentException().isThrownBy(() -> failing(failure).decode(record(event.getProductId())));
    }

    @ParameterizedTest
    @MethodSource
    void aSchemaThatTheRegistryDoesNotHaveIsNamed(RuntimeException failure) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> failing(failure).decode(record(event.getProductId())))
                .withMessage("the value cannot be decoded: the schema registry answers 404 for its schema");
    }

    static Stream<RuntimeException> aSchemaThatTheRegistryDoesNotHaveIsNamed() {
        return Stream.of(answer(404), new SerializationException(confluentAnswer(404)));
    }

    @Test
    void theKeyMustBeTheProductsId() {
        EventDecoder decoder = new EventDecoder((_, _) -> event);

        assertThat(decoder.decode(record(event.getProductId()))).isSameAs(event);
        assertThatIllegalArgumentException().isThrownBy(() -> decoder.decode(record("another")));
    }

    @Test
    void aValueOfAnotherTypeIsGivenUp() {
        EventDecoder decoder = new EventDecoder((_, _) -> "text");
        assertThatIllegalArgumentException().isThrownBy(() -> decoder.decode(record("any")));
    }

    private static EventDecoder failing(RuntimeException failure) {
        Deserializer<ProductEvent> deserializer = (_, _) -> {
            throw failure;
        };
        return new EventDecoder(deserializer);
    }

    private static ApiException answer(int status) {
        return new ApiExceptionBuilder().withResponseStatusCode(status).build();
    }

    private static RestClientException confluentAnswer(int status) {
        return new RestClientException("", status, status * 100);
    }

    private static ConsumerRecord<byte[], byte[]> record(String key) {
        return new ConsumerRecord<>("catalog.products", 0, 0, key.getBytes(UTF_8), new byte[] {0});
    }
}
