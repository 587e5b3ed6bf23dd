package io.productcatalog.query.projection;

import org.springframework.dao.DataRetrievalFailureException;

/**
 * The read model says that less is projected than was stored in it: it was restored, or its database failed over to a copy
 * that had not got everything. What lies between must be projected again before anything else.
 */
class ReadModelRegressedException extends DataRetrievalFailureException {

    ReadModelRegressedException() {
        super("the read model has lost what was projected before");
    }
}
