/** Who may do what: bearer tokens (JWT) with the scope {@code catalog:write} for changes, any valid token for reading. */
@NullMarked
package io.productcatalog.command.security;

import org.jspecify.annotations.NullMarked;
