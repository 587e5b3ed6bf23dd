package io.productcatalog.command.http;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * The encoder of the access log's lines. They have the fields of the <a
 * href="https://www.elastic.co/docs/reference/ecs">Elastic Common Schema</a> in the form in which Spring Boot writes all
 * other lines. Durations are in nanoseconds. Not thread-safe.
 */
final class AccessLineEncoder {

    private static final byte[] TIMESTAMP = ascii("{\"@timestamp\":\"");
    private static final byte[] MESSAGE = ascii("\"}},\"message\":\"");
    private static final byte[] METHOD = ascii("\",\"http\":{\"request\":{\"method\":\"");
    private static final byte[] STATUS = ascii("\"},\"response\":{\"status_code\":");
    private static final byte[] PATH = ascii("}},\"url\":{\"path\":\"");
    private static final byte[] DURATION = ascii("\"},\"event\":{\"duration\":");
    private static final byte[] CLIENT = ascii("},\"client\":{\"ip\":\"");
    private static final byte[] TRACE = ascii("\"},\"trace.id\":\"");
    private static final byte[] SPAN = ascii("\",\"span.id\":\"");
    private static final byte[] END = ascii("\",\"ecs\":{\"version\":\"8.11\"}}");
    private static final byte[] SPACE = ascii(" ");
    private static final byte[] POINT = ascii(".");

    private final byte[] service;
    private long second = Long.MIN_VALUE;
    private byte[] secondText = {};

    AccessLineEncoder(String name, String version, long pid) {
        service = ascii("Z\",\"log\":{\"level\":\"INFO\",\"logger\":\"access\"},\"service\":{\"name\":\"" + name
                + "\",\"version\":\"" + version + "\"},\"process\":{\"pid\":" + pid + ",\"thread\":{\"name\":\"");
    }

    /** Adds the line to the buffer and returns whether it fitted. */
    boolean encode(AccessLine line, Instant time, String thread, JsonLineBuffer buffer) {
        if (time.getEpochSecond() != second) {
            second = time.getEpochSecond();
            String text = Instant.ofEpochSecond(second).toString();
            secondText = ascii(text.substring(0, text.length() - 1));
        }
        return buffer.raw(TIMESTAMP)
                .raw(secondText)
                .raw(POINT)
                .number(time.getNano() / 1_000, 6)
                .raw(service)
                .text(thread)
                .raw(MESSAGE)
                .text(line.method())
                .raw(SPACE)
                .text(line.path())
                .raw(SPACE)
                .number(line.status())
                .raw(METHOD)
                .text(line.method())
                .raw(STATUS)
                .number(line.status())
                .raw(PATH)
                .text(line.path())
                .raw(DURATION)
                .number(line.nanos())
                .raw(CLIENT)
                .text(line.client())
                .raw(TRACE)
                .text(line.trace())
                .raw(SPAN)
                .text(line.span())
                .raw(END)
                .endLine();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
