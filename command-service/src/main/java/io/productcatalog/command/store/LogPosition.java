package io.productcatalog.command.store;

/**
 * A position in the event log. Positions sort by transaction id, then by row number. For settled events that is commit
 * order; the row number alone is not.
 *
 * @param tx the 64-bit id of the writing transaction (xid8 of PostgreSQL)
 * @param position the number of the row
 */
public record LogPosition(long tx, long position) {}
