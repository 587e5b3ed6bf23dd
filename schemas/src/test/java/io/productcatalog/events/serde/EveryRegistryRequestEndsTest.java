package io.productcatalog.events.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.InterruptException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every request to the registry ends, whatever the registry does. A failure says whether a retry can succeed. */
@Timeout(120)
class EveryRegistryRequestEndsTest {

    /** Shorter than anything takes: for requests that are to get no response. */
    private static final Duration SHORT_TIMEOUT = Duration.ofMillis(200);

    /** Longer than anything takes on the slowest machine: for requests that get a response. */
    private static final Duration LONG_TIMEOUT = Duration.ofMinutes(1);

    private static final Schema SCHEMA = Schema.create(Schema.Type.STRING);
    private static final String REFUSAL = "{\"error_code\":40403,\"message\":\"Schema not found\"}";

    private final StubRegistry registry = new StubRegistry();
    private final SchemaRegistryClient client = new SchemaRegistryClient(registry.url(), LONG_TIMEOUT);
    private final SchemaRegistryClient impatientClient = new SchemaRegistryClient(registry.url(), SHORT_TIMEOUT);

    @AfterEach
    void close() {
        registry.close();
    }

    static Stream<Named<Consumer<SchemaRegistryClient>>> requests() {
        return Stream.of(
                Named.of("look up", client -> client.schema(17)),
                Named.of("register", client -> client.register("subject", SCHEMA)),
                Named.of("ask for the subject", client -> client.hasSubject("subject")),
                Named.of("configure", client -> client.requireFullTransitiveCompatibility("subject")));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void aRegistryThatNeverAnswersIsAskedTwice(Consumer<SchemaRegistryClient> request) {
        registry.hang();

        assertThatThrownBy(() -> request.accept(impatientClient))
                .isInstanceOfSatisfying(
                        SchemaRegistryException.class,
                        failure -> assertThat(failure.isTransient()).isTrue())
                .hasMessage("the schema registry did not answer within 200 ms")
                // That of the first attempt.
                .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(1));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void aResponseThatNeverEndsIsNotWaitedFor(Consumer<SchemaRegistryClient> request) {
        registry.answerWithoutEnd();

        assertThat(failureOf(request, impatientClient).isTransient()).isTrue();
    }

    @Test
    void aConnectionThatIsNeverAcceptedIsNotWaitedFor() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var client = new SchemaRegistryClient("http://127.0.0.1:" + silent.getLocalPort(), SHORT_TIMEOUT);

            assertThatThrownBy(() -> client.schema(17)).isInstanceOf(SchemaRegistryException.class);
        }
    }

    @Test
    void aRefusedConnectionIsTransient() {
        registry.close();

        assertThat(failureOf(client -> client.schema(17)).isTransient()).isTrue();
    }

    @Test
    void aRequestWithoutAResponseIsRepeatedOnANewConnection() {
        registry.hangOnceThenAnswer(200, "{\"schema\":\"\\\"string\\\"\"}");

        var client = new SchemaRegistryClient(registry.url(), Duration.ofSeconds(10));
        assertThat(client.schema(17)).isEqualTo(SCHEMA);
        assertThat(registry.requests()).containsExactly("GET /schemas/ids/17", "GET /schemas/ids/17");
    }

    @Test
    void anInterruptEndsARequest() {
        registry.hang();
        var patient = new SchemaRegistryClient(registry.url(), Duration.ofDays(1));
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        Thread asking = Thread.startVirtualThread(() -> {
            try {
                patient.schema(17);
            } catch (Throwable e) {
                failure.complete(e);
            }
        });

        asking.interrupt();

        assertThat(failure.join()).isInstanceOf(InterruptException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 400, 401, 403, 404, 408, 409, 422, 429, 500, 502, 503, 504})
    void aServerThatIsNoRegistryIsTransient(int status) {
        registry.answer(status, "<html>a proxy</html>");

        assertThat(failureOf(client -> client.schema(17)).isTransient()).isTrue();
        assertThat(failureOf(client -> client.register("subject", SCHEMA)).isTransient())
                .isTrue();
        assertThat(failureOf(client -> client.hasSubject("subject")).isTransient())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 429, 500, 503})
    void aRegistryThatCannotAnswerNowIsTransient(int status) {
        registry.answer(status, "{\"error_code\":" + status + "01,\"message\":\"not now\"}");

        assertThat(failureOf(client -> client.schema(17)).isTransient()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"200,''", "200,<html>a login</html>", "200,{}", "200,[]", "204,''"})
    void aResponseWithoutTheRequestedValueIsTransient(int status, String body) {
        registry.answer(status, body);

        assertThat(failureOf(client -> client.schema(17)).isTransient()).isTrue();
        assertThat(failureOf(client -> client.register("subject", SCHEMA)).isTransient())
                .isTrue();
    }

    @Test
    void aResponseThatIsTooLargeIsTransient() {
        registry.answer(200, "{\"schema\":\"" + "x".repeat(2 << 20) + "\"}");

        assertThat(failureOf(client -> client.schema(17)).isTransient()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 409, 422})
    void aRefusalOfTheRegistryIsNotTransientAndNotRetried(int status) {
        registry.answer(status, REFUSAL);

        SchemaRegistryException failure = failureOf(client -> client.schema(17));
        assertThat(failure.isTransient()).isFalse();
        assertThat(failure).hasMessage("the schema registry answers " + status + " to GET /schemas/ids/17");
        assertThat(registry.requests()).hasSize(1);
    }

    @Test
    void aSchemaOfAnotherTypeIsNotTransient() {
        registry.answer(200, "{\"schemaType\":\"PROTOBUF\",\"schema\":\"syntax = \\\"proto3\\\";\"}");

        assertThat(failureOf(client -> client.schema(17)).isTransient()).isFalse();
    }

    @Test
    void aSubjectExistsOrNot() {
        registry.answer(200, "[1,2]");
        assertThat(client.hasSubject("a subject/with signs")).isTrue();
        registry.answer(404, "{\"error_code\":40401,\"message\":\"Subject not found\"}");
        assertThat(client.hasSubject("subject")).isFalse();

        assertThat(registry.requests())
                .containsExactly("GET /subjects/a%20subject%2Fwith%20signs/versions", "GET /subjects/subject/versions");
    }

    private SchemaRegistryException failureOf(Consumer<SchemaRegistryClient> request) {
        return failureOf(request, client);
    }

    private static SchemaRegistryException failureOf(
            Consumer<SchemaRegistryClient> request, SchemaRegistryClient client) {
        return catchThrowableOfType(SchemaRegistryException.class, () -> request.accept(client));
    }
}
