/**
 * The HTTP resource of lists: pages of a category with the newest product first, products by a list of ids, and the
 * product with a SKU. Pages are cut by key (keyset pagination), so an unchanged product is neither skipped nor repeated
 * while others change.
 */
@NullMarked
package io.productcatalog.query.listing;

import org.jspecify.annotations.NullMarked;
