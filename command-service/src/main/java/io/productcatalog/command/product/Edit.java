package io.productcatalog.command.product;

import java.util.List;

/** What a client's request asks the details of a product to become. */
@FunctionalInterface
public interface Edit {

    Result of(Product current);

    /** The next details, or the rules they would break. */
    sealed interface Result {

        record Next(ProductDetails details) implements Result {}

        record Invalid(List<Violation> violations) implements Result {}
    }
}
