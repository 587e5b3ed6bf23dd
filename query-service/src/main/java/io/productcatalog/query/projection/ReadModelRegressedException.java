package io.productcatalog.query.projection;

import org.springframework.dao.DataRetrievalFailureException;

/**
 * The failure that the read model has lower offsets than this replica has stored in it: it was restored, or its
 * database failed over to a replica that lacked the last commits. The records in between must be projected again before
 * any other.
 */
class ReadModelRegressedException extends DataRetrievalFailureException {

    ReadModelRegressedException() {
        super("the read model has lost what was projected before");
    }
}
