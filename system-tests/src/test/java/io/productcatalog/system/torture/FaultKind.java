package io.productcatalog.system.torture;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** What can happen, and how long it lasts. */
enum FaultKind {
    KILL_SERVICE("kill -9 of a service", Target.SERVICE, 1, 5_000),
    TERMINATE_SERVICE("SIGTERM of a service", Target.SERVICE, 1, 5_000),
    KILL_PART("kill -9 of a part", Target.PART, 1, 8_000),
    PAUSE_PART("pause of a part", Target.PART, 1_000, 14_000),
    DROP_LISTENERS("LISTEN connections dropped", Target.NONE, 0, 0),
    REBALANCE("consumer group thrown out", Target.NONE, 0, 0),
    POISON_GARBAGE("poison: garbage bytes", Target.NONE, 0, 0),
    POISON_UNKNOWN_SCHEMA("poison: unknown schema id", Target.NONE, 0, 0),
    POISON_OTHER_TYPE("poison: Avro of another type", Target.NONE, 0, 0),
    REPEAT_AND_REORDER("events repeated out of order", Target.NONE, 0, 0);

    /** What a fault of this kind chooses between. */
    enum Target {
        SERVICE,
        PART,
        NONE
    }

    private final String meaning;
    private final Target target;
    private final int shortest;
    private final int longest;

    FaultKind(String meaning, Target target, int shortest, int longest) {
        this.meaning = meaning;
        this.target = target;
        this.shortest = shortest;
        this.longest = longest;
    }

    String meaning() {
        return meaning;
    }

    Target target() {
        return target;
    }

    /** Until what was broken is mended or started again. */
    Duration duration(RandomGenerator random) {
        return longest == 0 ? Duration.ZERO : Duration.ofMillis(random.nextInt(shortest, longest));
    }
}
