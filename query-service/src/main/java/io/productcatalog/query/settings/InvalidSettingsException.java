package io.productcatalog.query.settings;

import java.util.List;

/** Settings that are missing or bad; the message is a sentence for each. */
public final class InvalidSettingsException extends RuntimeException {

    InvalidSettingsException(List<String> complaints) {
        super(String.join(System.lineSeparator(), complaints));
    }
}
