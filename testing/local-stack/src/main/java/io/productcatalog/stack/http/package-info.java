/** HTTP requests to the processes of the local stack. */
@NullMarked
package io.productcatalog.stack.http;

import org.jspecify.annotations.NullMarked;
