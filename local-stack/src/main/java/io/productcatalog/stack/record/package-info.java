/**
 * Records the start cache of a packaged service: the service is started on real parts, does some of everything that it does in
 * life, and is stopped; the JVM then writes down what it has loaded, linked and seen most often.
 */
@NullMarked
package io.productcatalog.stack.record;

import org.jspecify.annotations.NullMarked;
