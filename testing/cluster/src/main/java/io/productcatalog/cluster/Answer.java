package io.productcatalog.cluster;

import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An answer to a request, or the reason why there is none.
 *
 * @param status 0 without an answer: no replica was ready, the connection was refused or broken, or the request timed
 *     out
 * @param version the version in the {@code ETag}; 0 without one
 * @param body the content; with status 0, the reason why there is no answer
 */
public record Answer(int status, long version, Optional<String> retryAfter, String body) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    static Answer none(String why) {
        return new Answer(0, 0, Optional.empty(), why);
    }

    /** The version in a tag such as {@code "3"} or {@code "3-5f2a90c1"}. */
    static long version(String tag) {
        return tag == null
                ? 0
                : Long.parseLong(tag.substring(1, tag.length() - 1).split("-", 2)[0]);
    }

    public JsonNode json() {
        return JSON.readTree(body);
    }

    public boolean isOk() {
        return status == 200;
    }

    /** Returns whether this is a refusal that the client may retry: 503 with {@code Retry-After}. */
    public boolean isRefusal() {
        return status == 503 && retryAfter.isPresent();
    }

    /** Turns an answer that breaks a guarantee into a failure. */
    public Answer asFailure(String why) {
        return none(why + ": " + this);
    }

    @Override
    public String toString() {
        return status == 0 ? "no answer: " + body : status + " " + body;
    }
}
