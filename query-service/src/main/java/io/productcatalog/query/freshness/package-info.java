/**
 * Knows how far the read model is behind the topic. A monitor compares both ends once a second; every answer then carries
 * a value that is already there, the metrics show it, and readiness waits until a new read model has caught up once. A
 * channel hears what the projections of all replicas store; it wakes requests that wait for a version.
 */
@NullMarked
package io.productcatalog.query.freshness;

import org.jspecify.annotations.NullMarked;
