/**
 * The write database: the table of products, the append-only event log, and the idempotency keys. The only package with
 * SQL that reads or writes a product. A change and its log entry are stored in one statement.
 */
@NullMarked
package io.productcatalog.command.store;

import org.jspecify.annotations.NullMarked;
