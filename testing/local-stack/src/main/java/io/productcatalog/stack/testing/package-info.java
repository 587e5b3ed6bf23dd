/**
 * Real Kafka, PostgreSQL and schema registry for the tests of all modules: {@code RealParts}, in the test jar. They run
 * as processes by default, and in containers with {@code -Pdocker}. The tests are the same.
 */
@NullMarked
package io.productcatalog.stack.testing;

import org.jspecify.annotations.NullMarked;
