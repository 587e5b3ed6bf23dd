/**
 * Keeps the service answering when it is asked for more than it can: counts the requests in flight, adapts how many there
 * may be to how long they take, and refuses the others. Probes and metrics, which have a port of their own, and what is
 * in memory are not limited.
 */
@NullMarked
package io.productcatalog.query.overload;

import org.jspecify.annotations.NullMarked;
