package io.productcatalog.command.ops;

import java.util.List;

/** The service cannot start with the settings it was given. */
final class InvalidSettings extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param faults a sentence for each, that begins with the variable's name */
    InvalidSettings(List<String> faults) {
        super(String.join("\n", faults));
    }
}
