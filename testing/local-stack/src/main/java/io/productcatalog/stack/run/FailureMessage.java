package io.productcatalog.stack.run;

import io.productcatalog.stack.parts.PartFailure;
import io.productcatalog.stack.settings.SettingsProblem;
import java.io.UncheckedIOException;

/** The message of a failure for the user of the program. */
public final class FailureMessage {

    private static final String UNEXPECTED = "It failed unexpectedly: ";

    private FailureMessage() {}

    public static String of(Exception failure) {
        return switch (failure) {
            case SettingsProblem problem -> String.valueOf(problem.getMessage());
            case PartFailure problem -> String.valueOf(problem.getMessage());
            case UncheckedIOException wrapped -> UNEXPECTED + wrapped.getCause();
            default -> UNEXPECTED + failure;
        };
    }
}
