/**
 * The settings of the local stack, from environment variables, and the paths of its files. All settings are checked
 * before anything is started.
 */
@NullMarked
package io.productcatalog.stack.settings;

import org.jspecify.annotations.NullMarked;
