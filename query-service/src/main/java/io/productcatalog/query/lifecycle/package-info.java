/**
 * Start and stop of the process: database migrations, the drain of open requests at shutdown, and the deadline of the
 * shutdown.
 */
@NullMarked
package io.productcatalog.query.lifecycle;

import org.jspecify.annotations.NullMarked;
