package io.productcatalog.command.product;

import org.jspecify.annotations.Nullable;

/**
 * An image of a product.
 *
 * @param alt a text that describes the image to people who cannot see it
 */
public record Image(String url, @Nullable String alt) {}
