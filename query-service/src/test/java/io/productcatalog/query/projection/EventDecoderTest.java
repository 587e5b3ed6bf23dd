package io.productcatalog.query.projection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.net.httpserver.HttpServer;
import io.productcatalog.events.ProductEvent;
import io.productcatalog.events.serde.ProductEventDeserializer;
import io.productcatalog.query.testing.Products;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Guarantee 5: the decoder distinguishes temporary failures from records that can never be decoded. */
class EventDecoderTest {

    private static final byte[] SCHEMA_17 = {0, 0, 0, 0, 17, 2};

    private final ProductEvent event = Products.active(Products.newId(), 1);

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 429, 500, 503})
    void aRegistryThatDoesNotAnswerIsATemporaryFailure(int status) throws Exception {
        try (Registry registry = new Registry(status)) {
            assertThatExceptionOfType(RegistryUnavailableException.class)
                    .isThrownBy(() -> registry.decoder().decode(record("any", SCHEMA_17)));
        }
    }

    @Test
    void aRegistryThatRefusesConnectionsIsATemporaryFailure() throws Exception {
        Registry registry = new Registry(200);
        registry.close();

        assertThatExceptionOfType(RegistryUnavailableException.class)
                .isThrownBy(() -> registry.decoder().decode(record("any", SCHEMA_17)));
    }

    @Test
    void aRegistryThatDoesNotKnowTheTopicIsATemporaryFailure() throws Exception {
        try (Registry registry = new Registry(404, 404)) {
            assertThatExceptionOfType(RegistryUnavailableException.class)
                    .isThrownBy(() -> registry.decoder().decode(record("any", SCHEMA_17)));
        }
    }

    @Test
    void aSchemaThatTheRegistryOfTheTopicDoesNotHaveIsNamedInTheFailure() throws Exception {
        try (Registry registry = new Registry(404, 200)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> registry.decoder().decode(record("any", SCHEMA_17)))
                    .withMessage("the value cannot be decoded: the schema registry answers 404 to GET /schemas/ids/17");
        }
    }

    @Test
    void bytesThatAreNotAnEventAreAPermanentFailure() {
        EventDecoder decoder = new EventDecoder((_, _) -> {
            throw new SerializationException("no event");
        });

        assertThatIllegalArgumentException().isThrownBy(() -> decoder.decode(record("any", SCHEMA_17)));
    }

    /** The watchdog interrupts a thread that hangs, and the record is not the cause. */
    @Test
    void anInterruptIsATemporaryFailure() {
        EventDecoder interrupted = new EventDecoder((_, _) -> {
            throw new InterruptException("in a call to Kafka");
        });
        assertThatExceptionOfType(RegistryUnavailableException.class)
                .isThrownBy(() -> interrupted.decode(record("any", SCHEMA_17)));
        assertThat(Thread.interrupted()).isTrue();

        EventDecoder elsewhere = new EventDecoder((_, _) -> {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("in another call");
        });
        assertThatExceptionOfType(RegistryUnavailableException.class)
                .isThrownBy(() -> elsewhere.decode(record("any", SCHEMA_17)));
        assertThat(Thread.interrupted()).isTrue();

        EventDecoder swallowed = new EventDecoder((_, _) -> {
            throw new IllegalStateException(new InterruptedException());
        });
        assertThatExceptionOfType(RegistryUnavailableException.class)
                .isThrownBy(() -> swallowed.decode(record("any", SCHEMA_17)));
    }

    @Test
    void theKeyMustBeTheProductsId() {
        EventDecoder decoder = new EventDecoder((_, _) -> event);

        assertThat(decoder.decode(record(event.getProductId(), SCHEMA_17))).isSameAs(event);
        assertThatIllegalArgumentException().isThrownBy(() -> decoder.decode(record("another", SCHEMA_17)));
    }

    private static ConsumerRecord<byte[], byte[]> record(String key, byte[] value) {
        return new ConsumerRecord<>("catalog.products", 0, 0, key.getBytes(UTF_8), value);
    }

    /** A registry with one status for schemas and one for subjects, and the error body of a real one. */
    private record Registry(HttpServer server) implements AutoCloseable {

        Registry(int status) throws Exception {
            this(status, status);
        }

        Registry(int schemas, int subjects) throws Exception {
            this(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
            server.createContext("/", exchange -> {
                int status = exchange.getRequestURI().getPath().startsWith("/subjects/") ? subjects : schemas;
                byte[] body = ("{\"error_code\":" + status + "01,\"message\":\"no\"}").getBytes(UTF_8);
                exchange.sendResponseHeaders(status, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.start();
        }

        EventDecoder decoder() {
            ProductEventDeserializer deserializer = new ProductEventDeserializer();
            deserializer.configure(
                    Map.of(
                            "schema.registry.url",
                            "http://127.0.0.1:" + server.getAddress().getPort()),
                    false);
            return new EventDecoder(deserializer);
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
