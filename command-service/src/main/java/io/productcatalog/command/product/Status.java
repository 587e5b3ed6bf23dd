package io.productcatalog.command.product;

/** The status of a product. Customers see only products that are ACTIVE. */
public enum Status {
    DRAFT,
    ACTIVE,
    DISCONTINUED
}
