/** The command service: accepts changes to products, keeps them and their history, and publishes each as one event. */
@NullMarked
package io.productcatalog.command;

import org.jspecify.annotations.NullMarked;
