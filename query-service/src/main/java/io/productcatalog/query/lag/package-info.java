/**
 * The lag of the read model: how far it is behind the topic. A monitor measures it once a second for the responses, the
 * metrics, and readiness, which waits until a new read model has caught up once.
 */
@NullMarked
package io.productcatalog.query.lag;

import org.jspecify.annotations.NullMarked;
