/**
 * The read side of the product catalog: it projects the product events of Kafka into a read model of ready-rendered
 * documents and serves them over HTTP. Each package below is one feature.
 */
@NullMarked
package io.productcatalog.query;

import org.jspecify.annotations.NullMarked;
