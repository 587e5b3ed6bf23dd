/**
 * The life of the whole catalog on this machine: starts the parts, then both services, and prints their addresses. Its
 * state is durable. A signal stops everything in an order in which no data is lost.
 */
@NullMarked
package io.productcatalog.stack.run;

import org.jspecify.annotations.NullMarked;
