/**
 * The two services as packaged: what they are told about the parts, and their processes. Any number of replicas of each
 * may run over the same parts.
 */
@NullMarked
package io.productcatalog.stack.services;

import org.jspecify.annotations.NullMarked;
