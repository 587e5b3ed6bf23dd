/**
 * Fetches product documents, the bytes that the projection rendered, and serves one by its id. Those that are wanted often
 * are in a cache that hears of every change. Reads are bounded in time: a database that does not answer becomes a failure
 * that the error handling turns into 503.
 */
@NullMarked
package io.productcatalog.query.document;

import org.jspecify.annotations.NullMarked;
