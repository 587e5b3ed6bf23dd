package io.productcatalog.system.cluster;

import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An answer, or the lack of one.
 *
 * @param status 0 when there is none: nobody was ready, the connection was refused or cut, or the time was over
 * @param version what the {@code ETag} says; 0 without one
 * @param body the content; why there is no answer when the status is 0
 */
public record Answer(int status, long version, Optional<String> retryAfter, String body) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    static Answer none(String why) {
        return new Answer(0, 0, Optional.empty(), why);
    }

    static long version(String tag) {
        return tag == null ? 0 : Long.parseLong(tag.substring(1, tag.length() - 1));
    }

    public JsonNode json() {
        return JSON.readTree(body);
    }

    /** Whether it is a refusal that asks the client to come back: 503 with {@code Retry-After}. */
    public boolean isRefusal() {
        return status == 503 && retryAfter.isPresent();
    }

    /** The same as if it had not come, because it breaks a promise. */
    public Answer asFailure(String why) {
        return none(why + ": " + this);
    }

    @Override
    public String toString() {
        return status == 0 ? "no answer: " + body : status + " " + body;
    }
}
