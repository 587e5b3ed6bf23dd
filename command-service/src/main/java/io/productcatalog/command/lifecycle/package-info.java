/**
 * Start and stop of the process: database migrations, scheduling, the drain of open requests at shutdown, and the
 * deadline of the shutdown.
 */
@NullMarked
package io.productcatalog.command.lifecycle;

import org.jspecify.annotations.NullMarked;
