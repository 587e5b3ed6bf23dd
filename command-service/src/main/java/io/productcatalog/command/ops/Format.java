package io.productcatalog.command.ops;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/**
 * The forms that settings take. Each method says what is wrong with a value, or returns null. None repeats a value that
 * could hold a secret.
 */
final class Format {

    /** Kafka's own rule for topic names. */
    private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

    private Format() {}

    static @Nullable String text(String value) {
        return value.isBlank() ? "is blank." : null;
    }

    static @Nullable String topic(String value) {
        return TOPIC.matcher(value).matches() ? null : "must be a Kafka topic name, but is '" + value + "'.";
    }

    static @Nullable String flag(String value) {
        return value.equals("true") || value.equals("false") ? null : "must be true or false, but is '" + value + "'.";
    }

    static @Nullable String number(String value, int least, int most) {
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return null;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        return "must be a whole number from " + least + " to " + most + ", but is '" + value + "'.";
    }

    static @Nullable String duration(String value) {
        try {
            if (!DurationStyle.detectAndParse(value).isNegative()) {
                return null;
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        return "must be a time such as 500ms or 20s, but is '" + value + "'.";
    }

    static @Nullable String webAddress(String value) {
        try {
            URI uri = new URI(value);
            if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && uri.getHost() != null) {
                return null;
            }
        } catch (URISyntaxException e) {
            // told below
        }
        return "must be an http or https address.";
    }

    static @Nullable String readableFile(String value) {
        return Files.isReadable(Path.of(value)) ? null : "names a file that cannot be read: '" + value + "'.";
    }

    static @Nullable String database(String value) {
        return PostgresAddress.parse(value) == null
                ? "must have the form postgresql://[user[:password]@]host[:port]/database."
                : null;
    }
}
