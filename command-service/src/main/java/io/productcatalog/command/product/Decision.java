package io.productcatalog.command.product;

/** What becomes of a command. */
public sealed interface Decision {

    /** The change is to be kept and published. */
    record Accepted(ProductChange change) implements Decision {}

    /** The product already is what the command asks for: no new version, no event. */
    record Unchanged(Product product) implements Decision {}

    /** Nothing happens, and the caller is told why. */
    record Refused(Refusal refusal) implements Decision {}
}
