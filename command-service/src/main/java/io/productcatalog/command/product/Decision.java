package io.productcatalog.command.product;

/** The outcome of a command. */
public sealed interface Decision {

    /** The change is accepted: it is stored and published. */
    record Accepted(ProductChange change) implements Decision {}

    /** The product already is as the command asks. There is no new version and no event. */
    record Unchanged(Product product) implements Decision {}

    /** The command is refused, for a reason that the caller learns. Nothing changes. */
    record Refused(Refusal refusal) implements Decision {}
}
