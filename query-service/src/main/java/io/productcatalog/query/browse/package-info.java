/**
 * Lists products: pages of a category, newest first, products by a list of ids, and the product of a SKU. Pages are cut by
 * key, not by position, so a product that does not change is neither skipped nor repeated while others come and go.
 */
@NullMarked
package io.productcatalog.query.browse;

import org.jspecify.annotations.NullMarked;
