package io.productcatalog.command.product;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * A client's own name for one creation, under which it may be sent again without being made again. The same text of
 * another client is another key.
 *
 * @param actor the client: the subject of the token
 * @param text {@link #isText 1 to 255 visible ASCII characters}
 */
public record IdempotencyKey(String actor, String text) {

    /** How long a key is remembered after it has made a product; after that it is a new one. */
    public static final Duration REMEMBERED = Duration.ofHours(24);

    private static final Pattern TEXT = Pattern.compile("[\\x21-\\x7E]{1,255}");

    public IdempotencyKey {
        if (!isText(text)) {
            throw new IllegalArgumentException("not an idempotency key");
        }
    }

    public static boolean isText(String text) {
        return TEXT.matcher(text).matches();
    }
}
