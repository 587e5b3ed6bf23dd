package io.productcatalog.query.invalidation;

import java.util.UUID;

/**
 * A receiver of cache invalidations from the projections of all replicas. Its methods must not block: they delay all
 * that follows.
 */
public interface InvalidationListener {

    /** The read model holds this version of the product. */
    void stored(UUID product, long version);

    /** Some listing shows a product that it did not show before, or no longer shows one. */
    default void listingsChanged() {}

    /**
     * Invalidations may have been lost.
     *
     * @param connected whether all invalidations from now on will be received. While the channel is lost, this method is called
     *     with false twice a second.
     */
    void missed(boolean connected);
}
