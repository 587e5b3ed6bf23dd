/**
 * Authentication and authorisation with bearer tokens (JWT). Changes need the scope {@code catalog:write}; reads need
 * any valid token.
 */
@NullMarked
package io.productcatalog.command.security;

import org.jspecify.annotations.NullMarked;
