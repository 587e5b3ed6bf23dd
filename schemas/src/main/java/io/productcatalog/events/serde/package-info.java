/**
 * The wire format of the events, which is Confluent's, with the schemas in a registry that offers Confluent's API: a
 * serializer, a deserializer, and the registry client that both use.
 */
@NullMarked
package io.productcatalog.events.serde;

import org.jspecify.annotations.NullMarked;
