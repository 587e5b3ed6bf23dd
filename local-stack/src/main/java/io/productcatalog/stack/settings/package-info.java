/**
 * What the local stack is told by environment variables, and where it keeps its files. Everything is checked before
 * anything is started.
 */
@NullMarked
package io.productcatalog.stack.settings;

import org.jspecify.annotations.NullMarked;
