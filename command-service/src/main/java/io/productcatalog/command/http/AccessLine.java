package io.productcatalog.command.http;

/**
 * A line of the access log.
 *
 * @param path the path of the request, as it was sent
 * @param client the IP address of the client
 * @param trace the W3C trace id; empty without a trace
 * @param span the id of the request's span; empty without a trace
 */
record AccessLine(String method, String path, int status, long nanos, String client, String trace, String span) {}
