/**
 * The command service: accepts changes to products, stores them with their history, and publishes each change as one
 * event. Each package is one feature.
 */
@NullMarked
package io.productcatalog.command;

import org.jspecify.annotations.NullMarked;
