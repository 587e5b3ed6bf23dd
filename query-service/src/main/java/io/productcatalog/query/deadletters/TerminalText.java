package io.productcatalog.query.deadletters;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Untrusted text, escaped for a terminal. Characters that are neither visible nor a space become Unicode escapes. */
final class TerminalText {

    private TerminalText() {}

    /**
     * Escapes the first {@code max} characters if the bytes are UTF-8. Otherwise the first {@code max} bytes become
     * hexadecimal digits.
     */
    static String text(byte @Nullable [] bytes, int max) {
        if (bytes == null) {
            return "(none)";
        }
        try {
            return text(
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString(),
                    max);
        } catch (CharacterCodingException binary) {
            String hex = HexFormat.of().formatHex(Arrays.copyOf(bytes, Math.min(max, bytes.length)));
            return "0x" + hex + (bytes.length > max ? "…" : "");
        }
    }

    /** Escapes the first {@code max} characters. */
    static String text(String text, int max) {
        String begin = text.length() > max ? text.substring(0, max) : text;
        return visible(begin.replace("\\", "\\\\")) + (text.length() > max ? "…" : "");
    }

    /** Escapes JSON. The result is JSON of the same value. */
    static String json(String json) {
        return visible(json);
    }

    private static String visible(String text) {
        StringBuilder visible = new StringBuilder(text.length());
        text.codePoints().forEach(character -> {
            if (isVisible(character)) {
                visible.appendCodePoint(character);
            } else {
                for (char unit : Character.toChars(character)) {
                    visible.append("\\u%04x".formatted((int) unit));
                }
            }
        });
        return visible.toString();
    }

    private static boolean isVisible(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
