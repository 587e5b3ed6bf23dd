package io.productcatalog.query.deadletters;

import io.productcatalog.query.projection.Replay;
import java.io.PrintStream;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A runner of subcommands. It handles each dead letter as soon as it is read. */
final class SubcommandRunner {

    private static final int MAX_CAUSE_LENGTH = 4096;

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

    /** Runs the subcommand. False if a dead letter is unusable or was not found. */
    boolean run(Subcommand subcommand) {
        return switch (subcommand) {
            case Subcommand.ListAll _ -> list();
            case Subcommand.Show(DeadLetterId id) -> show(id);
            case Subcommand.ReplayAll _ -> replayAll();
            case Subcommand.Replay(Set<DeadLetterId> ids) -> replay(ids);
        };
    }

    private boolean list() {
        topic.read(deadLetter -> {
            out.println(DeadLetterFormat.line(deadLetter));
            return true;
        });
        return true;
    }

    private boolean show(DeadLetterId id) {
        return forEach(Set.of(id), deadLetter -> {
            out.print(DeadLetterFormat.details(deadLetter));
            out.println("event    " + event(deadLetter.original()));
            return true;
        });
    }

    private String event(ConsumerRecord<byte[], byte[]> record) {
        try {
            return TerminalText.json(replay.json(record));
        } catch (IllegalArgumentException unusable) {
            return "(none: " + TerminalText.text(String.valueOf(unusable.getMessage()), MAX_CAUSE_LENGTH) + ")";
        }
    }

    private boolean replayAll() {
        boolean[] usable = {true};
        topic.read(deadLetter -> {
            usable[0] &= project(deadLetter);
            return true;
        });
        return usable[0];
    }

    private boolean replay(Set<DeadLetterId> ids) {
        return forEach(ids, this::project);
    }

    private boolean project(DeadLetterRecord deadLetter) {
        Replay.Outcome outcome = replay.project(deadLetter.original());
        out.println(deadLetter.id() + "\t"
                + switch (outcome) {
                    case Replay.Stored _ -> "stored";
                    case Replay.Superseded _ -> "superseded";
                    case Replay.Unusable(String cause) ->
                        "still unusable: " + TerminalText.text(cause, MAX_CAUSE_LENGTH);
                });
        return !(outcome instanceof Replay.Unusable);
    }

    private boolean forEach(Set<DeadLetterId> ids, Predicate<DeadLetterRecord> action) {
        Set<DeadLetterId> missing = new HashSet<>(ids);
        boolean[] done = {true};
        topic.read(deadLetter -> {
            if (missing.remove(deadLetter.id())) {
                done[0] &= action.test(deadLetter);
            }
            return !missing.isEmpty();
        });
        missing.forEach(id -> err.println("There is no dead letter " + id + " in " + topic.name() + "."));
        return done[0] && missing.isEmpty();
    }
}
