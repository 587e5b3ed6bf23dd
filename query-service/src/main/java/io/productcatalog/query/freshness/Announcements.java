package io.productcatalog.query.freshness;

import java.util.UUID;

/** Takes what the projections of all replicas say about the read model. Called on an event loop: it must not block. */
interface Announcements {

    /** The read model holds this version of the product. */
    void stored(UUID product, long version);

    /** Something may have been stored that was not heard of: the channel is lost, still lost, or just back. */
    void missed();
}
