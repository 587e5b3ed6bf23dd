/**
 * The worst shopping day on one machine: a catalog of 100,000 products under popular and unpopular requests, price and stock changes and a
 * deployment in the middle. Not a test that can pass or fail by its times: it measures, and writes a report.
 */
package io.productcatalog.benchmarks.blackfriday;
