package io.productcatalog.query.http;

/**
 * A line of the access log.
 *
 * @param path the path of the request, as it was sent
 * @param status 0 when the client left before the answer
 * @param bytes the length of the body; -1 without one
 * @param trace the W3C trace id
 */
record AccessLine(String method, String path, int status, long bytes, long nanos, String trace) {}
