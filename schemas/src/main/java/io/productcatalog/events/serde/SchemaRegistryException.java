package io.productcatalog.events.serde;

import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** The failure of a request to the schema registry. */
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
     * Whether the same request may succeed later. It may if the registry did not answer, or the server is overloaded,
     * asks for a login or is not a registry. Otherwise the registry itself has refused the request.
     */
    public boolean isTransient() {
        return isTransient;
    }
}
