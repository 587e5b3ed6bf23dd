package io.productcatalog.stack.parts;

import org.jspecify.annotations.Nullable;

/** The failure to start or set up a part. The message is a sentence for the user of the program. */
public final class PartFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public PartFailure(String message) {
        super(message);
    }

    public PartFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
