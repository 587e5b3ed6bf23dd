package io.productcatalog.stack.settings;

/** Something that whoever started the program can put right; the message says what in a sentence. */
public final class SettingsProblem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public SettingsProblem(String message) {
        super(message);
    }
}
