package io.productcatalog.command.product;

import java.util.List;

/** The reason why a command was refused. */
public sealed interface Refusal {

    /** No product has this id. */
    record NotFound() implements Refusal {}

    /** The product has changed since the client read it. */
    record StaleVersion(long current) implements Refusal {}

    /** Another product has this stock keeping unit. */
    record DuplicateSku(String sku) implements Refusal {}

    /** The client's key has already created a product with other details. */
    record IdempotencyKeyReused() implements Refusal {}

    /** The details would break these rules. */
    record Invalid(List<Violation> violations) implements Refusal {}
}
