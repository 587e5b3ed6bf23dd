/**
 * The wire format of the events: Confluent's, with the schemas in a registry that speaks Confluent's API. A serializer, a
 * deserializer, and the client of the registry that both use, in which every request has a time limit.
 */
@NullMarked
package io.productcatalog.events.serde;

import org.jspecify.annotations.NullMarked;
