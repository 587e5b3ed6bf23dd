/** An example for subscribers. All of it may be copied. */
@NullMarked
package io.productcatalog.subscriber;

import org.jspecify.annotations.NullMarked;
