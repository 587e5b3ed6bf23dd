/**
 * What every service needs to be run: settings that are checked at start, problem answers, the access log, limits, and a
 * shutdown that drops nobody. Knows nothing of products.
 */
@NullMarked
package io.productcatalog.command.ops;

import org.jspecify.annotations.NullMarked;
