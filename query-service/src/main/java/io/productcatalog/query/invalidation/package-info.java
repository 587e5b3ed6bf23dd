/**
 * Cache invalidation between replicas. The projection that stores a version notifies a PostgreSQL channel; every
 * replica listens, drops the older cache entries, and wakes the requests that wait for the version.
 */
@NullMarked
package io.productcatalog.query.invalidation;

import org.jspecify.annotations.NullMarked;
