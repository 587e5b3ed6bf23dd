package io.productcatalog.query.projection;

/** The failure that the schema registry does not answer. A retry may help. */
public final class RegistryUnavailableException extends RuntimeException {

    RegistryUnavailableException(Throwable cause) {
        super("the schema registry does not answer", cause);
    }
}
