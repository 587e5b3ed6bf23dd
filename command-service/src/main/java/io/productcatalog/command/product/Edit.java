package io.productcatalog.command.product;

import java.util.List;

/** An edit that a client requests: it computes the next details from the current product. */
@FunctionalInterface
public interface Edit {

    Result apply(Product current);

    /** The next details, or the rules that they would break. */
    sealed interface Result {

        record Next(ProductDetails details) implements Result {}

        record Invalid(List<Violation> violations) implements Result {}
    }
}
