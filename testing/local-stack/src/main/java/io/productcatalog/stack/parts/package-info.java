/**
 * The parts that the services need: real Kafka, PostgreSQL and schema registry as child processes, from files that the
 * build takes from Maven Central. The entry point is {@link io.productcatalog.stack.parts.LocalParts}. Parts that are
 * started again in the same directory have all acknowledged data, also after {@code kill -9}.
 */
@NullMarked
package io.productcatalog.stack.parts;

import org.jspecify.annotations.NullMarked;
