/**
 * HTTP for the whole service: problem responses (RFC 9457), common headers, the fast path below WebFlux, request
 * limits, and the access log. Contains nothing about products.
 */
@NullMarked
package io.productcatalog.query.http;

import org.jspecify.annotations.NullMarked;
