package io.productcatalog.benchmarks.blackfriday;

import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/** Zipf's law with exponent 1: the n-th most popular of the products is wanted 1/n times as often as the first. */
final class Popularity {

    private final double[] cumulated;

    Popularity(int products) {
        cumulated = new double[products];
        double sum = 0;
        for (int i = 0; i < products; i++) {
            sum += 1.0 / (i + 1);
            cumulated[i] = sum;
        }
    }

    /** The index of a product; the most popular one has index 0. */
    int any() {
        double point = ThreadLocalRandom.current().nextDouble() * cumulated[cumulated.length - 1];
        int found = Arrays.binarySearch(cumulated, point);
        return Math.min(cumulated.length - 1, found < 0 ? -found - 1 : found);
    }
}
