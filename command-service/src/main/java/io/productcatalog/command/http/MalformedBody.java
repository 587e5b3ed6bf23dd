package io.productcatalog.command.http;

import tools.jackson.core.JacksonException;

/** The body of a request has another form than the resource. */
public final class MalformedBody extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public MalformedBody(JacksonException cause) {
        super(cause);
    }
}
