package io.productcatalog.query.deadletters;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A subcommand of {@code dead-letters} with its arguments. */
sealed interface Subcommand {

    String USAGE = """
            usage: dead-letters list
                   dead-letters show PARTITION-OFFSET
                   dead-letters replay PARTITION-OFFSET... | all

            Settings are the service's own environment variables.
            Exit code: 0 done; 1 a dead letter is still unusable or was not found; 2 wrong usage or settings;
            3 Kafka, the schema registry or the database does not answer.""";

    record ListAll() implements Subcommand {}

    record Show(DeadLetterId id) implements Subcommand {}

    record ReplayAll() implements Subcommand {}

    record Replay(Set<DeadLetterId> ids) implements Subcommand {}

    /**
     * Parses the arguments that follow {@code dead-letters} on the command line.
     *
     * @throws IllegalArgumentException when they are no subcommand
     */
    static Subcommand parse(List<String> arguments) {
        String verb = arguments.isEmpty() ? "" : arguments.getFirst();
        List<String> rest = arguments.subList(Math.min(1, arguments.size()), arguments.size());
        if (verb.equals("list") && rest.isEmpty()) {
            return new ListAll();
        }
        if (verb.equals("show") && rest.size() == 1) {
            return new Show(DeadLetterId.parse(rest.getFirst()));
        }
        if (verb.equals("replay") && rest.equals(List.of("all"))) {
            return new ReplayAll();
        }
        if (verb.equals("replay") && !rest.isEmpty()) {
            return new Replay(rest.stream().map(DeadLetterId::parse).collect(Collectors.toUnmodifiableSet()));
        }
        throw new IllegalArgumentException("These arguments are not understood.");
    }
}
