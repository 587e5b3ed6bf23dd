/**
 * Runs the whole catalog on this machine: the parts, then both services, then a line that says where they are. State is durable;
 * a signal stops everything in the order in which nothing is lost.
 */
@NullMarked
package io.productcatalog.stack.run;

import org.jspecify.annotations.NullMarked;
