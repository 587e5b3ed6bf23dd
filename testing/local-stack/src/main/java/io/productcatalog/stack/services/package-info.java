/**
 * The two packaged services: their settings and their processes. Any number of replicas of each may use the same parts.
 */
@NullMarked
package io.productcatalog.stack.services;

import org.jspecify.annotations.NullMarked;
