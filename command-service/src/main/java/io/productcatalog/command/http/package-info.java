/**
 * HTTP for the whole service: problem responses (RFC 9457), strict JSON, request size limits, and the access log.
 * Contains nothing about products.
 */
@NullMarked
package io.productcatalog.command.http;

import org.jspecify.annotations.NullMarked;
