package io.productcatalog.command.store;

/**
 * A place in the log. Places sort by transaction id first: that is commit order as far as readers may look, and a
 * sequence alone is not.
 *
 * @param tx the writing transaction's 64-bit id (PostgreSQL's xid8)
 * @param position the row's number
 */
public record LogPosition(long tx, long position) {}
