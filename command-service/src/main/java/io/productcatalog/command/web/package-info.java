/** The HTTP resource of products: parses requests, calls the domain, and writes its decisions as responses. */
@NullMarked
package io.productcatalog.command.web;

import org.jspecify.annotations.NullMarked;
