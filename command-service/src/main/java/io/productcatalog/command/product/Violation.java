package io.productcatalog.command.product;

/**
 * One rule that a product breaks.
 *
 * @param pointer the JSON pointer (RFC 6901) of the field
 * @param detail a sentence that says what is allowed
 */
public record Violation(String pointer, String detail) {}
