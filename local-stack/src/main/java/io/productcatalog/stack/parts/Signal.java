package io.productcatalog.stack.parts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;

/** Signals that {@link ProcessHandle} cannot send, or not to many processes at once. */
enum Signal {
    INT,
    TERM,
    KILL,
    STOP,
    CONT;

    void sendTo(ProcessHandle process) {
        send(List.of(process));
    }

    void sendToTree(ProcessHandle root) {
        send(Stream.concat(Stream.of(root), root.descendants()).toList());
    }

    private void send(List<ProcessHandle> processes) {
        List<String> pids =
                processes.stream().map(process -> Long.toString(process.pid())).toList();
        // The shell's own kill: not every machine has the program.
        List<String> command = Stream.concat(
                        Stream.of("sh", "-c", "kill -s " + name() + " \"$@\"", "kill"), pids.stream())
                .toList();
        try {
            new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
