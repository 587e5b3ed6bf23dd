/**
 * The HTTP resource of one product, by its id. Includes read-your-writes: a request may name a minimum version and wait
 * for it.
 */
@NullMarked
package io.productcatalog.query.product;

import org.jspecify.annotations.NullMarked;
