package io.productcatalog.command.product;

/** Where a product stands in its life. Only ACTIVE ones are shown to customers. */
public enum Status {
    DRAFT,
    ACTIVE,
    DISCONTINUED
}
