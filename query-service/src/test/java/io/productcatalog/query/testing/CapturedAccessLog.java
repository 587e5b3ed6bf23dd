package io.productcatalog.query.testing;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The access log of a service that starts in this JVM after the capture and before its end. */
public final class CapturedAccessLog implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    private final PrintStream output = System.out;
    private final ByteArrayOutputStream captured = new ByteArrayOutputStream();

    public CapturedAccessLog() {
        System.setOut(new PrintStream(
                new OutputStream() {
                    @Override
                    public void write(int one) {
                        write(new byte[] {(byte) one}, 0, 1);
                    }

                    @Override
                    public void write(byte[] bytes, int from, int length) {
                        captured.write(bytes, from, length);
                        output.write(bytes, from, length);
                    }
                },
                true,
                StandardCharsets.UTF_8));
    }

    /** The lines that are written so far, in their order. */
    public List<JsonNode> lines() {
        String text = captured.toString(StandardCharsets.UTF_8);
        return text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .filter(line -> line.contains("\"logger\":\"access\""))
                .map(JSON::readTree)
                .toList();
    }

    @Override
    public void close() {
        System.setOut(output);
    }
}
