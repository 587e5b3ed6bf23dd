package io.productcatalog.stack.settings;

/** A problem that the user of the program can correct. The message is a sentence that says how. */
public final class SettingsProblem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public SettingsProblem(String message) {
        super(message);
    }
}
