package io.productcatalog.command.product;

import org.jspecify.annotations.Nullable;

/** A picture of a product: where it is, and what it shows for those who cannot see it. */
public record Image(String url, @Nullable String alt) {}
