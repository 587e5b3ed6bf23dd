package io.productcatalog.command.http;

import tools.jackson.core.JacksonException;

/** Thrown when the JSON of a request body does not have the form of the resource. */
public final class MalformedBody extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public MalformedBody(JacksonException cause) {
        super(cause);
    }
}
