package io.productcatalog.command.product;

/**
 * A rule that a product breaks.
 *
 * @param pointer the JSON pointer (RFC 6901) of the field
 * @param detail what is allowed, as the rest of a sentence about the field
 */
public record Violation(String pointer, String detail) {}
