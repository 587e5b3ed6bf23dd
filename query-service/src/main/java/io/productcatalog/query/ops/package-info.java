/**
 * What every request and every process needs to be operated: the settings and their check, problem answers, the headers
 * that all answers share, the access log, and the drain before a stop. Knows no product.
 */
@NullMarked
package io.productcatalog.query.ops;

import org.jspecify.annotations.NullMarked;
