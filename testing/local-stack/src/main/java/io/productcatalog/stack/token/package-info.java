/**
 * Bearer tokens for a catalog on one machine: an RSA key pair in files, and JWTs signed with it (RS256, RFC 7519). In
 * production an identity provider issues the tokens.
 */
@NullMarked
package io.productcatalog.stack.token;

import org.jspecify.annotations.NullMarked;
