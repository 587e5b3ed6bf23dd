package io.productcatalog.stack.parts;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** The signals that are sent to processes. */
enum Signal {
    INT,
    TERM,
    KILL,
    STOP,
    CONT,
    /** Makes a JVM write the stacks of its threads to its output. The JVM goes on. */
    QUIT;

    /** Sends the signal to the process. Returns whether it was sent. */
    boolean sendTo(ProcessHandle process) {
        return send(List.of(process));
    }

    /** Sends the signal to the process and all its children. Returns whether it was sent to the process itself. */
    boolean sendToTree(ProcessHandle root) {
        List<ProcessHandle> children = root.descendants().toList();
        boolean sent = sendTo(root);
        if (!children.isEmpty()) {
            send(children);
        }
        return sent;
    }

    private boolean send(List<ProcessHandle> processes) {
        return switch (this) {
            case TERM ->
                processes.stream().filter(process -> !process.destroy()).count() == 0;
            case KILL ->
                processes.stream().filter(process -> !process.destroyForcibly()).count() == 0;
            case INT, STOP, CONT, QUIT -> kill(processes);
        };
    }

    /**
     * Sends the signal by the shell's built-in kill. {@link ProcessHandle} lacks it, and not every machine has a kill
     * program.
     */
    private boolean kill(List<ProcessHandle> processes) {
        List<String> pids =
                processes.stream().map(process -> Long.toString(process.pid())).toList();
        List<String> command = Stream.concat(
                        Stream.of("sh", "-c", "kill -s " + name() + " \"$@\"", "kill"), pids.stream())
                .toList();
        try {
            Process shell = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            // An interrupt does not end the wait, so that an interrupted stop is still completed.
            return shell.onExit().join().exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
