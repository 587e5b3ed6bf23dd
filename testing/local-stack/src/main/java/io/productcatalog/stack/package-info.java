/**
 * The whole catalog on one machine, without Docker. {@code java -jar local-stack.jar run} starts the parts (Kafka,
 * PostgreSQL and the schema registry), then both services, and keeps them running until Ctrl-C.
 * {@link io.productcatalog.stack.parts.LocalParts} starts only the parts, for tests.
 */
@NullMarked
package io.productcatalog.stack;

import org.jspecify.annotations.NullMarked;
