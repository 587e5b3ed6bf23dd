package io.productcatalog.command.web;

import io.productcatalog.command.product.IdempotencyKey;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A parser of the Idempotency-Key header (<a
 * href="https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/">IETF draft</a>). It accepts a
 * string of structured fields (<a href="https://www.rfc-editor.org/rfc/rfc9651#section-3.3.3">RFC 9651</a>), and the
 * same string without quotes, because most clients send it so.
 */
final class IdempotencyKeyHeader {

    static final String NAME = "Idempotency-Key";

    private static final Pattern QUOTED = Pattern.compile("\"(?:[\\x20-\\x7E&&[^\"\\\\]]|\\\\[\"\\\\])*+\"");
    private static final Pattern ESCAPED = Pattern.compile("\\\\(.)");

    private IdempotencyKeyHeader() {}

    /** The key. Empty if the header is malformed or is sent more than once. */
    static Optional<String> parse(List<String> values) {
        return values.size() == 1
                ? unquoted(values.getFirst().strip()).filter(IdempotencyKey::isText)
                : Optional.empty();
    }

    private static Optional<String> unquoted(String value) {
        if (!value.startsWith("\"")) {
            return Optional.of(value);
        }
        return QUOTED.matcher(value).matches()
                ? Optional.of(
                        ESCAPED.matcher(value.substring(1, value.length() - 1)).replaceAll("$1"))
                : Optional.empty();
    }
}
