/**
 * The catalog on one's own machine, without Docker: {@code java -jar local-stack.jar run} starts real Kafka, PostgreSQL and
 * the registry, then both services, and keeps them until Ctrl-C. {@link io.productcatalog.stack.parts.LocalParts} starts
 * the parts alone, for tests.
 */
@NullMarked
package io.productcatalog.stack;

import org.jspecify.annotations.NullMarked;
