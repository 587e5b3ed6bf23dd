/**
 * Turns product events into the read model. The pure {@link io.productcatalog.query.projection.Projector} decides what
 * is stored; everything else here moves records in order, stores a batch in one transaction and commits offsets after it.
 * Records that can never be projected go to the dead-letter topic; what may heal by waiting is retried in place.
 */
@NullMarked
package io.productcatalog.query.projection;

import org.jspecify.annotations.NullMarked;
