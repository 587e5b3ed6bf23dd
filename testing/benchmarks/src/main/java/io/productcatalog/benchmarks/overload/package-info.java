/**
 * What becomes of the query service when it is asked for three times what it can answer. Not a test that can pass or fail by its times: it
 * measures, and prints.
 */
package io.productcatalog.benchmarks.overload;
