package io.productcatalog.command.product;

import java.util.List;

/** Why a command was not carried out. Nothing was changed. */
public sealed interface Refusal {

    /** There is no product with this id. */
    record NotFound() implements Refusal {}

    /** The product has moved on since the client read it. */
    record StaleVersion(long current) implements Refusal {}

    /** Another product has this stock keeping unit. */
    record DuplicateSku(String sku) implements Refusal {}

    /** The client's key has made a product with other details. */
    record IdempotencyKeyReused() implements Refusal {}

    /** The result would break these rules. */
    record Invalid(List<Violation> violations) implements Refusal {}
}
