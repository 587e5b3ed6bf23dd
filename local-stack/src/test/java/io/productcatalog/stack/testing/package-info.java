/**
 * Real Kafka, PostgreSQL and schema registry for the tests of every module: {@link io.productcatalog.stack.testing.RealParts}.
 * As processes by default, in containers where the build says {@code -Pdocker}; the tests cannot tell.
 */
@NullMarked
package io.productcatalog.stack.testing;

import org.jspecify.annotations.NullMarked;
