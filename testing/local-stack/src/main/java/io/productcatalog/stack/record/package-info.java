/**
 * The recording of a packaged service's start cache. The service is started on real parts, handles some requests of
 * every kind, and is stopped. The JVM then writes the classes that it has loaded and linked, and the profiles of its
 * code.
 */
@NullMarked
package io.productcatalog.stack.record;

import org.jspecify.annotations.NullMarked;
