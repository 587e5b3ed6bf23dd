/**
 * The settings of the service: one record for each feature, bound by Spring Boot from environment variables. The
 * defaults are in {@code application.yaml}. All settings are validated before anything starts.
 */
@NullMarked
package io.productcatalog.query.settings;

import org.jspecify.annotations.NullMarked;
