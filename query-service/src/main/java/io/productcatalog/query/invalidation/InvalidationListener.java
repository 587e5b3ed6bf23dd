package io.productcatalog.query.invalidation;

import java.util.UUID;

/** Takes what the projections of all replicas say about the read model. It must not block, or what is said next is heard late. */
public interface InvalidationListener {

    /** The read model holds this version of the product. */
    void stored(UUID product, long version);

    /** Some listing shows a product that it did not, or no longer shows one. */
    default void rearranged() {}

    /**
     * Something may have been stored that was not heard of.
     *
     * @param listening whether whatever is stored from now on will be heard of. While it is not, this is said again and
     *     again.
     */
    void missed(boolean listening);
}
