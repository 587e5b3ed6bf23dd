package io.productcatalog.query.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Each line of the access log is complete JSON, and none makes a request wait. */
class AccessLogWriterTest {

    private static final JsonMapper JSON = new JsonMapper();

    private final AccessLineEncoder encoder = new AccessLineEncoder("query-service", "1.0", 42);
    private final Counter dropped = new SimpleMeterRegistry().counter("dropped");
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    private static AccessLine line(String path) {
        return new AccessLine("GET", path, 200, 1234, 56_789, "4bf92f3577b34da6a3ce929d0e0e4736");
    }

    @Test
    void aLineHasTheFieldsOfTheElasticCommonSchema() {
        JsonLineBuffer buffer = new JsonLineBuffer(2_000);
        assertThat(encoder.encode(
                        new AccessLine("GET", "/products/1", 304, -1, 0, "abc"),
                        Instant.parse("2026-11-27T08:09:10.000042Z"),
                        "loop-1",
                        buffer))
                .isTrue();

        assertThat(text(buffer)).isEqualToIgnoringNewLines("""
                {"@timestamp":"2026-11-27T08:09:10.000042Z","log":{"level":"INFO","logger":"access"},\
                "service":{"name":"query-service","version":"1.0"},"process":{"pid":42,"thread":{"name":"loop-1"}},\
                "message":"GET /products/1 304","http":{"request":{"method":"GET"},"response":{"status_code":304,\
                "body":{"bytes":-1}}},"url":{"path":"/products/1"},"event":{"duration":0},"trace":{"id":"abc"},\
                "ecs":{"version":"8.11"}}""");
    }

    @Test
    void whateverAPathContainsTheLineIsOneLineOfJson() {
        String path = "/\"\\\n\r\t\0\u007f\u0085 \u2028 é € \uD83D\uDE00 \uD83D";
        JsonLineBuffer buffer = new JsonLineBuffer(2_000);
        assertThat(encoder.encode(line(path), Instant.now(), "loop \"1\"", buffer))
                .isTrue();

        String text = text(buffer);
        assertThat(text.lines()).hasSize(1);
        JsonNode json = JSON.readTree(text);
        assertThat(json.at("/url/path").asString()).isEqualTo(path);
        assertThat(json.at("/process/thread/name").asString()).isEqualTo("loop \"1\"");
    }

    @Test
    void aLineThatDoesNotFitIsLeftOutAsAWhole() {
        JsonLineBuffer buffer = new JsonLineBuffer(2_000);
        assertThat(encoder.encode(line("/first"), Instant.now(), "loop", buffer))
                .isTrue();
        assertThat(encoder.encode(line("/" + "x".repeat(500)), Instant.now(), "loop", buffer))
                .isFalse();
        assertThat(encoder.encode(line("/second"), Instant.now(), "loop", buffer))
                .isTrue();

        assertThat(text(buffer).lines())
                .extracting(text -> JSON.readTree(text).at("/url/path").asString())
                .containsExactly("/first", "/second");
    }

    @Test
    void linesAreWrittenInTheirOrderAndTheLastOnesWhenItIsClosed() {
        int lines = 10_000;
        try (AccessLogWriter writer = new AccessLogWriter(encoder, new PrintStream(written), dropped)) {
            writer.write(line("/0"));
            await().until(() -> written.size() > 0);
            for (int i = 1; i < lines; i++) {
                writer.write(line("/" + i));
            }
        }

        // What fits neither into the buffers nor into the output is dropped.
        assertThat(written.toString(StandardCharsets.US_ASCII).lines().count() + (long) dropped.count())
                .isEqualTo(lines);
        assertThat(written.toString(StandardCharsets.US_ASCII).lines())
                .extracting(text -> Integer.parseInt(
                        JSON.readTree(text).at("/url/path").asString().substring(1)))
                .isSorted();
    }

    @Test
    void whileTheOutputStandsStillLinesAreDroppedAndCounted() {
        CountDownLatch free = new CountDownLatch(1);
        OutputStream standing = new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                try {
                    free.await();
                } catch (InterruptedException stop) {
                    throw new IOException(stop);
                }
            }
        };
        try (AccessLogWriter writer = new AccessLogWriter(encoder, new PrintStream(standing), dropped)) {
            while (dropped.count() == 0) {
                writer.write(line("/any"));
            }
        } finally {
            free.countDown();
        }
    }

    private static String text(JsonLineBuffer buffer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        buffer.drainTo(new PrintStream(bytes));
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
