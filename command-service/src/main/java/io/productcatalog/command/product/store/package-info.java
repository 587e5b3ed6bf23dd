/** Products in PostgreSQL. The only place where a product's state is read or written. */
@NullMarked
package io.productcatalog.command.product.store;

import org.jspecify.annotations.NullMarked;
