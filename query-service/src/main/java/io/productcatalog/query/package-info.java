/**
 * The query service: projects the product events of Kafka into a read model of rendered documents, and serves them over
 * HTTP. Each package is one feature.
 */
@NullMarked
package io.productcatalog.query;

import org.jspecify.annotations.NullMarked;
