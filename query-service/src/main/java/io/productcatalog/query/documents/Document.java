package io.productcatalog.query.documents;

import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * A product on sale, as it is stored and served.
 *
 * @param json the product as JSON in UTF-8; not to be changed
 * @param checksum the CRC-32C of the JSON
 */
@SuppressWarnings("ArrayRecordComponent") // handed on to the socket, never compared
public record Document(UUID id, long version, byte[] json, int checksum) {

    public Document(UUID id, long version, byte[] json) {
        this(id, version, json, checksum(json));
    }

    private static int checksum(byte[] bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, bytes.length);
        return (int) checksum.getValue();
    }
}
