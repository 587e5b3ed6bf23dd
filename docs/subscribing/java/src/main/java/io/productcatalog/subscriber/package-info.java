/** An example for subscribers: all of it may be copied. */
@NullMarked
package io.productcatalog.subscriber;

import org.jspecify.annotations.NullMarked;
