package io.productcatalog.benchmarks.bench;

/**
 * One measured value.
 *
 * @param name with its unit; that of a ratio has a {@code ÷}
 */
record Figure(String name, double value) {}
