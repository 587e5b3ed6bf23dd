package io.productcatalog.query.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A collector of the requirements that a settings record does not meet: a sentence for each, which never repeats a
 * value.
 */
final class Requirements {

    private final List<String> violations = new ArrayList<>();

    /** Requires a value that passes the test. */
    Requirements required(String variable, @Nullable String value, Predicate<String> test, String expectation) {
        if (value == null) {
            violations.add(variable + " is missing: it must be " + expectation + ".");
            return this;
        }
        return require(test.test(value), variable + " must be " + expectation + ".");
    }

    Requirements range(String variable, long value, long min, long max) {
        return require(value >= min && value <= max, variable + " must be a number from " + min + " to " + max + ".");
    }

    Requirements require(boolean met, String sentence) {
        if (!met) {
            violations.add(sentence);
        }
        return this;
    }

    /** @throws InvalidSettingsException when a requirement is not met */
    void verify() {
        if (!violations.isEmpty()) {
            throw new InvalidSettingsException(violations);
        }
    }
}
