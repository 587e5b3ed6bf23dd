package io.productcatalog.command.settings;

import java.util.List;

final class InvalidSettingsException extends RuntimeException {

    InvalidSettingsException(List<String> complaints) {
        super(String.join(System.lineSeparator(), complaints));
    }
}
