package io.productcatalog.command.product;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * An idempotency key: the name that a client gives to one creation. If the client sends the creation again with the
 * key, no second product is created. The same text from another client is another key.
 *
 * @param actor the client, as the subject of its token
 * @param text {@link #isText 1 to 255 visible ASCII characters}
 */
public record IdempotencyKey(String actor, String text) {

    /** How long a key is remembered after it has created a product. After that it is unknown again. */
    public static final Duration RETENTION = Duration.ofHours(24);

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
