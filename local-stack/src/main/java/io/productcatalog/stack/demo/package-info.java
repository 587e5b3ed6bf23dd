/**
 * Products to look at: generated from a fixed seed, so that the n-th product is the same on every machine and loading them
 * again changes nothing. They go in through the command service's HTTP interface, like any others.
 */
@NullMarked
package io.productcatalog.stack.demo;

import org.jspecify.annotations.NullMarked;
