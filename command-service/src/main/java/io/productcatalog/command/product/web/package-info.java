/**
 * The HTTP interface of the write side: reads requests, hands them to the product commands, and answers what was
 * decided.
 */
@NullMarked
package io.productcatalog.command.product.web;

import org.jspecify.annotations.NullMarked;
