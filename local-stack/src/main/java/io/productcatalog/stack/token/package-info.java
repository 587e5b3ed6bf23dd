/**
 * Bearer tokens for a catalog on one's own machine: an RSA key pair in files, and tokens signed with it (RS256, RFC 7519).
 * In production an identity provider takes this place.
 */
@NullMarked
package io.productcatalog.stack.token;

import org.jspecify.annotations.NullMarked;
