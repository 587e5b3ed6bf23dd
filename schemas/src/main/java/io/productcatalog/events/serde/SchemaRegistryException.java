package io.productcatalog.events.serde;

import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** A request to the schema registry that did not get what it asked for. */
public final class SchemaRegistryException extends SerializationException {

    private final boolean isTransient;

    private SchemaRegistryException(String message, @Nullable Throwable cause, boolean isTransient) {
        super(message, cause);
        this.isTransient = isTransient;
    }

    static SchemaRegistryException unavailable(String message, @Nullable Throwable cause) {
        return new SchemaRegistryException(message, cause, true);
    }

    static SchemaRegistryException unavailable(String message) {
        return new SchemaRegistryException(message, null, true);
    }

    static SchemaRegistryException refused(String message) {
        return new SchemaRegistryException(message, null, false);
    }

    /**
     * Whether the same request may succeed later: the registry did not answer, or what answered is overloaded, asks for a
     * login or is no registry. Otherwise the registry itself has refused the request.
     */
    public boolean isTransient() {
        return isTransient;
    }
}
