package io.productcatalog.command.web;

import io.productcatalog.command.http.ProblemException;
import io.productcatalog.command.http.ProblemType;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * The preconditions of a request (<a href="https://www.rfc-editor.org/rfc/rfc9110#section-13">RFC 9110</a>). Products
 * have no modification date, so conditions on a date are ignored.
 */
record Preconditions(@Nullable EntityTags ifMatch, @Nullable EntityTags ifNoneMatch) {

    /** @throws ProblemException when a header is malformed */
    static Preconditions of(HttpHeaders headers) {
        return new Preconditions(tags(headers, HttpHeaders.IF_MATCH), tags(headers, HttpHeaders.IF_NONE_MATCH));
    }

    private static @Nullable EntityTags tags(HttpHeaders headers, String name) {
        List<String> lines = headers.get(name);
        return lines == null
                ? null
                : EntityTags.parse(lines)
                        .orElseThrow(() -> new ProblemException(ProblemType.MALFORMED_REQUEST.problem(
                                name + " must be entity tags such as \"3\", or *.")));
    }

    /** Whether a product of this version may be changed. */
    boolean allowChange(long version) {
        return isMatched(version) && !isNotModified(version);
    }

    /** Whether If-Match is absent or names this version. */
    boolean isMatched(long version) {
        return ifMatch == null || ifMatch.allow(version);
    }

    /** Whether If-None-Match names this version: the client has it. */
    boolean isNotModified(long version) {
        return ifNoneMatch != null && ifNoneMatch.contain(version);
    }
}
