package io.productcatalog.system.torture;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** A kind of fault, with the limits of its duration. */
enum FaultKind {
    KILL_SERVICE("kill -9 of a service", Target.SERVICE, 1, 5_000),
    TERMINATE_SERVICE("SIGTERM of a service", Target.SERVICE, 1, 5_000),
    KILL_PART("kill -9 of a part", Target.PART, 1, 8_000),
    PAUSE_PART("pause of a part", Target.PART, 1_000, 14_000),
    DROP_LISTENERS("LISTEN connections dropped", Target.NONE, 0, 0),
    REBALANCE("consumer group members removed", Target.NONE, 0, 0),
    POISON_GARBAGE("poison: garbage bytes", Target.NONE, 0, 0),
    POISON_UNKNOWN_SCHEMA("poison: unknown schema id", Target.NONE, 0, 0),
    POISON_OTHER_TYPE("poison: Avro of another type", Target.NONE, 0, 0),
    REPEAT_AND_REORDER("events repeated out of order", Target.NONE, 0, 0),
    STANDING_READERS("clients that stop reading", Target.NONE, 2_000, 20_000);

    /** The kind of target that a fault needs. */
    enum Target {
        SERVICE,
        PART,
        NONE
    }

    private final String description;
    private final Target target;
    private final int minMillis;
    private final int maxMillis;

    FaultKind(String description, Target target, int minMillis, int maxMillis) {
        this.description = description;
        this.target = target;
        this.minMillis = minMillis;
        this.maxMillis = maxMillis;
    }

    String description() {
        return description;
    }

    Target target() {
        return target;
    }

    /** Returns a random time until the repair or restart. */
    Duration duration(RandomGenerator random) {
        return maxMillis == 0 ? Duration.ZERO : Duration.ofMillis(random.nextInt(minMillis, maxMillis));
    }
}
