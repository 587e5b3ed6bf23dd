/**
 * Real Kafka, PostgreSQL and schema registry as child processes, from files that the build took from Maven Central.
 * {@link io.productcatalog.stack.parts.LocalParts} is the way in: it starts the three in one directory, durable, and
 * starting it again in the same directory finds everything that was acknowledged, also after {@code kill -9}.
 */
@NullMarked
package io.productcatalog.stack.parts;

import org.jspecify.annotations.NullMarked;
