package io.productcatalog.query.documents;

import java.util.UUID;

/**
 * A product that is on sale.
 *
 * @param json its JSON in UTF-8, as stored; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // handed on to the socket, never compared
public record Document(UUID id, long version, byte[] json) {}
