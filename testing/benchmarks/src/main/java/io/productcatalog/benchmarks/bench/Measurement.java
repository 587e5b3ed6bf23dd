package io.productcatalog.benchmarks.bench;

import java.util.List;

/** One stage and its baseline, one after the other. Run several times; the stage is at rest before and after. */
@FunctionalInterface
interface Measurement {

    List<Figure> run() throws Exception;
}
