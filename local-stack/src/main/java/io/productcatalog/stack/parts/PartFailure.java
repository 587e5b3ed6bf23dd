package io.productcatalog.stack.parts;

import org.jspecify.annotations.Nullable;

/** A part could not be started or set up; the message is a sentence for whoever started it. */
public final class PartFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public PartFailure(String message) {
        super(message);
    }

    public PartFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
