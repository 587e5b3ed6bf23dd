package io.productcatalog.command.web;

import io.productcatalog.command.product.IdempotencyKey;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The key of a creation, from its Idempotency-Key header (<a
 * href="https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/">draft of the IETF</a>): a string as
 * structured fields have it (<a href="https://www.rfc-editor.org/rfc/rfc9651#section-3.3.3">RFC 9651</a>), or the same
 * without its quotes, as most clients send it.
 */
final class IdempotencyKeyHeader {

    static final String NAME = "Idempotency-Key";

    private static final Pattern QUOTED = Pattern.compile("\"(?:[\\x20-\\x7E&&[^\"\\\\]]|\\\\[\"\\\\])*+\"");
    private static final Pattern ESCAPED = Pattern.compile("\\\\(.)");

    private IdempotencyKeyHeader() {}

    /** The key, or nothing when the header cannot be read or is there more than once. */
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
