/**
 * The domain: what a product is and which changes are allowed. Plain Java. A decision takes the current state and
 * returns the next state or a refusal as a value. HTTP is in {@code web}, SQL is in {@code store}.
 */
@NullMarked
package io.productcatalog.command.product;

import org.jspecify.annotations.NullMarked;
