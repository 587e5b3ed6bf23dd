package io.productcatalog.query.lag;

/** How far the read model of this replica is behind the topic, as last observed; safe to ask from any thread. */
public interface Lag {

    /** Whole seconds as decimal text, ready to be a header's value. */
    String seconds();
}
