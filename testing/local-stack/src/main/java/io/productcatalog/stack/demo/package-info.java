/**
 * The demo products. They are generated from a fixed seed, so that the n-th product is the same on every machine and
 * loading them again changes nothing. They are created through the command service's HTTP interface, like any other
 * product.
 */
@NullMarked
package io.productcatalog.stack.demo;

import org.jspecify.annotations.NullMarked;
