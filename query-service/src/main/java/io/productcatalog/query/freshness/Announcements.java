package io.productcatalog.query.freshness;

import java.util.UUID;

/** Takes what the projections of all replicas say about the read model. Called on an event loop: it must not block. */
public interface Announcements {

    /** The read model holds this version of the product. */
    void stored(UUID product, long version);

    /**
     * Something may have been stored that was not heard of.
     *
     * @param listening whether whatever is stored from now on will be heard of. While it is not, this is said again and
     *     again.
     */
    void missed(boolean listening);
}
