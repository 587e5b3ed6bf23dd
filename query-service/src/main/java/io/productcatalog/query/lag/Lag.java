package io.productcatalog.query.lag;

/** The lag of this replica's read model behind the topic, as last observed. Safe for use by any thread. */
public interface Lag {

    /** The lag in whole seconds, as the decimal text of a header. */
    String seconds();
}
