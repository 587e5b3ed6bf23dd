/**
 * The append-only log of accepted changes. It is written in the transaction that changes the product, and read in
 * commit order by whoever passes it on.
 */
@NullMarked
package io.productcatalog.command.eventlog;

import org.jspecify.annotations.NullMarked;
