/** The programs that measure the system, each with a {@code main} of its own. The Makefile runs them. */
package io.productcatalog.benchmarks;
