/**
 * What a product is and what may be done to it. Plain Java: decisions take the present state and give the next one, or
 * a refusal, as values. HTTP is in {@code web}, SQL in {@code store}.
 */
@NullMarked
package io.productcatalog.command.product;

import org.jspecify.annotations.NullMarked;
