package io.productcatalog.query.projection;

/** The schema registry does not answer; the record may be tried again. */
public final class RegistryUnavailableException extends RuntimeException {

    RegistryUnavailableException(Throwable cause) {
        super("the schema registry does not answer", cause);
    }
}
