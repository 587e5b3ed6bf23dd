/**
 * Load shedding: counts the requests in flight, adapts their limit to the measured latency, and refuses the rest.
 * Responses from a cache are not limited. Neither are probes and metrics, which have their own port.
 */
@NullMarked
package io.productcatalog.query.overload;

import org.jspecify.annotations.NullMarked;
