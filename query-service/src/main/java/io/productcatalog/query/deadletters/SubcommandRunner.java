package io.productcatalog.query.deadletters;

import io.productcatalog.query.projection.Replay;
import java.io.PrintStream;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Carries out what the command is told, letter by letter as they are read. */
final class SubcommandRunner {

    private static final int MAX_CAUSE = 4096;

    private final DeadLetterTopic topic;
    private final Replay replay;
    private final PrintStream out;
    private final PrintStream err;

    SubcommandRunner(DeadLetterTopic topic, Replay replay, PrintStream out, PrintStream err) {
        this.topic = topic;
        this.replay = replay;
        this.out = out;
        this.err = err;
    }

    /** Whether nothing was left that is unusable or not there. */
    boolean execute(Subcommand order) {
        return switch (order) {
            case Subcommand.ListAll _ -> list();
            case Subcommand.Show(DeadLetterId address) -> show(address);
            case Subcommand.ReplayAll _ -> replayAll();
            case Subcommand.Replay(Set<DeadLetterId> addresses) -> replay(addresses);
        };
    }

    private boolean list() {
        topic.read(letter -> {
            out.println(DeadLetterFormat.line(letter));
            return true;
        });
        return true;
    }

    private boolean show(DeadLetterId address) {
        return each(Set.of(address), letter -> {
            out.print(DeadLetterFormat.whole(letter));
            out.println("event    " + event(letter.original()));
            return true;
        });
    }

    private String event(ConsumerRecord<byte[], byte[]> record) {
        try {
            return TerminalText.json(replay.decode(record).toString());
        } catch (IllegalArgumentException unusable) {
            return "(none: " + TerminalText.text(String.valueOf(unusable.getMessage()), MAX_CAUSE) + ")";
        }
    }

    private boolean replayAll() {
        boolean[] usable = {true};
        topic.read(letter -> {
            usable[0] &= project(letter);
            return true;
        });
        return usable[0];
    }

    private boolean replay(Set<DeadLetterId> addresses) {
        return each(addresses, this::project);
    }

    private boolean project(DeadLetterRecord letter) {
        Replay.Outcome outcome = replay.project(letter.original());
        out.println(letter.address() + "\t"
                + switch (outcome) {
                    case Replay.Stored _ -> "stored";
                    case Replay.Superseded _ -> "superseded";
                    case Replay.Unusable(String cause) -> "still unusable: " + TerminalText.text(cause, MAX_CAUSE);
                });
        return !(outcome instanceof Replay.Unusable);
    }

    private boolean each(Set<DeadLetterId> addresses, Predicate<DeadLetterRecord> action) {
        Set<DeadLetterId> missing = new HashSet<>(addresses);
        boolean[] done = {true};
        topic.read(letter -> {
            if (missing.remove(letter.address())) {
                done[0] &= action.test(letter);
            }
            return !missing.isEmpty();
        });
        missing.forEach(address -> err.println("There is no letter " + address + " in " + topic.name() + "."));
        return done[0] && missing.isEmpty();
    }
}
