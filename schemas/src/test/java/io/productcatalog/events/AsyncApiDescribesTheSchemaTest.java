package io.productcatalog.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** Compares asyncapi.yaml with the schema of the event. The system tests compare it with the topics. */
class AsyncApiDescribesTheSchemaTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path FILE = Path.of("asyncapi.yaml");
    private static final JsonNode MESSAGE = read().at("/components/messages/productEvent");

    private static JsonNode read() {
        try (Reader file = Files.newBufferedReader(FILE)) {
            return JSON.valueToTree(new Yaml().<Map<String, Object>>load(file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Schema schema() {
        return Contract.parse(Path.of(MESSAGE.at("/payload/schema/$ref").asText()));
    }

    static Stream<JsonNode> examples() {
        return MESSAGE.get("examples").valueStream();
    }

    @Test
    void thePayloadIsTheSchemaOfTheGeneratedClasses() {
        assertThat(SchemaNormalization.toParsingForm(schema()))
                .isEqualTo(SchemaNormalization.toParsingForm(ProductEvent.getClassSchema()));
    }

    /** Avro's JSON decoder refuses a missing field, and the encoder does not write an additional one. */
    @ParameterizedTest
    @MethodSource("examples")
    void anExampleHasExactlyTheFieldsOfTheSchema(JsonNode example) throws IOException {
        JsonNode payload = example.get("payload");
        GenericRecord event = new GenericDatumReader<GenericRecord>(schema())
                .read(null, DecoderFactory.get().jsonDecoder(schema(), payload.toString()));

        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        Encoder encoder = EncoderFactory.get().jsonEncoder(schema(), encoded);
        new GenericDatumWriter<GenericRecord>(schema()).write(event, encoder);
        encoder.flush();
        assertThat(JSON.readTree(encoded.toByteArray())).isEqualTo(payload);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void theHeadersOfAnExampleAgreeWithItsPayload(JsonNode example) {
        JsonNode headers = example.get("headers");
        JsonNode payload = example.get("payload");
        assertThat(headers.get("ce_id")).isEqualTo(payload.get("eventId"));
        assertThat(headers.get("ce_subject")).isEqualTo(payload.get("productId"));
        assertThat(headers.get("ce_type").asText())
                .endsWith(payload.get("type").asText().toLowerCase(Locale.ROOT));
    }
}
