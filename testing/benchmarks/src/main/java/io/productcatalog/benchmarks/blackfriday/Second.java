package io.productcatalog.benchmarks.blackfriday;

import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What happened in one second.
 *
 * @param latencies of the answers, in microseconds, by kind of request
 * @param residentMegabytes of each replica that runs
 */
record Second(int second, Map<String, Histogram> latencies, Map<String, Double> residentMegabytes) {}
