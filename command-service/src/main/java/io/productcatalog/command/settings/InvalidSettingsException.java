package io.productcatalog.command.settings;

import java.util.List;

/** The failure of a start with invalid settings. The message has a sentence for each of them and repeats no value. */
final class InvalidSettingsException extends RuntimeException {

    private final transient List<String> sentences;

    InvalidSettingsException(List<String> sentences) {
        super(String.join(System.lineSeparator(), sentences));
        this.sentences = List.copyOf(sentences);
    }

    List<String> sentences() {
        return sentences;
    }
}
