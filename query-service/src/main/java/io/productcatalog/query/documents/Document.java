package io.productcatalog.query.documents;

import java.util.UUID;

/**
 * A product on sale, as it is stored and served.
 *
 * @param json the product as JSON in UTF-8; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // handed on to the socket, never compared
public record Document(UUID id, long version, byte[] json) {}
