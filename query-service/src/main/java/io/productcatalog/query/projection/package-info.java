/**
 * The projection: turns product events into the read model. The pure
 * {@link io.productcatalog.query.projection.Projector} decides what is stored. The rest of the package keeps the
 * records in order, stores a batch in one transaction, and commits the offsets after it. A record that can never be
 * projected goes to the dead-letter topic. A failure that may pass is retried in place.
 */
@NullMarked
package io.productcatalog.query.projection;

import org.jspecify.annotations.NullMarked;
