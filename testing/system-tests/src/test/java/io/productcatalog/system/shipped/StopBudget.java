package io.productcatalog.system.shipped;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The check that a stop gets the time that docs/operations.md, 3.6 asks for. */
final class StopBudget {

    /** The time after Spring's shutdown phases, for the relay's last events and the pools. */
    private static final Duration TIME_AFTER_PHASES = Duration.ofSeconds(15);

    private static final Pattern DURATION = Pattern.compile("(\\d+)(ms|s|m)");

    private StopBudget() {}

    static List<String> problems(JsonNode deployment, ConfigurationTable settings, Map<String, String> given) {
        JsonNode container = Documents.container(deployment);
        Duration needed = Duration.ofSeconds(
                        container.at("/lifecycle/preStop/sleep/seconds").asLong())
                .plus(needed(settings, given));
        Duration granted = Duration.ofSeconds(
                Documents.pod(deployment).path("terminationGracePeriodSeconds").asLong(30));
        return granted.compareTo(needed) > 0
                ? List.of()
                : List.of(granted + " are granted, " + needed + " may be needed");
    }

    /** Returns the longest time from SIGTERM to the end of the process. */
    static Duration needed(ConfigurationTable settings, Map<String, String> given) {
        Duration phase = duration(settings.value("CATALOG_SHUTDOWN_TIMEOUT", given));
        Duration drain = duration(settings.value("CATALOG_DRAIN_DELAY", given));
        return drain.plus(phase.multipliedBy(2)).plus(TIME_AFTER_PHASES);
    }

    static Duration duration(String text) {
        Matcher parts = DURATION.matcher(text);
        if (!parts.matches()) {
            throw new AssertionError(text + " is not a duration");
        }
        long number = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            default -> Duration.ofMinutes(number);
        };
    }
}
