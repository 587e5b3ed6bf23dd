/**
 * Product documents as the projection rendered them: their table, a near cache of documents, a cache of listings, and a
 * loader that coalesces concurrent cache misses. Invalidations drop cache entries. Every database read has a time
 * limit.
 */
@NullMarked
package io.productcatalog.query.documents;

import org.jspecify.annotations.NullMarked;
