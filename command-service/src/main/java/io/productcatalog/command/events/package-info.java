/**
 * The event contract: how a change is told to the world, and the registration of its schema. The only place that knows
 * both the domain and Avro.
 */
@NullMarked
package io.productcatalog.command.events;

import org.jspecify.annotations.NullMarked;
