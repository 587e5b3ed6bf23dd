/**
 * What each stage does at most, as a ratio to the least that the same work costs without the services, measured in turns in the same run. Not a
 * test that can pass or fail by its figures: it measures, and writes a report.
 */
package io.productcatalog.benchmarks.bench;
