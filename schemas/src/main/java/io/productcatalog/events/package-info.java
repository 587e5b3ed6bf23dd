/** The event contract: the classes that are generated from the Avro schema {@code ProductEvent.avsc}. */
package io.productcatalog.events;
