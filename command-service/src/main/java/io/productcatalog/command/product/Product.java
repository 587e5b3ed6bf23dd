package io.productcatalog.command.product;

import java.time.Instant;
import java.util.UUID;

/**
 * A product as it stands.
 *
 * @param id a UUIDv7 (RFC 9562), given by the catalog
 * @param version 1 when created, one more with every accepted change
 * @param createdAt microseconds, UTC
 * @param updatedAt microseconds, UTC
 */
public record Product(UUID id, long version, ProductDetails details, Instant createdAt, Instant updatedAt) {}
