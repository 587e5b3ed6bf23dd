package io.productcatalog.stack.parts;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** What a process can be sent. */
enum Signal {
    INT,
    TERM,
    KILL,
    STOP,
    CONT,
    /** A JVM writes the stacks of its threads to its output and goes on. */
    QUIT;

    /** Returns whether it was sent. */
    boolean sendTo(ProcessHandle process) {
        return send(List.of(process));
    }

    /** Sends it to the process and all its children, which may end meanwhile. Returns whether it was sent to the process. */
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

    /** By the shell's own kill: {@link ProcessHandle} has none of these, and not every machine has the program. */
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
            // Not to be interrupted: who is stopping things goes on with it.
            return shell.onExit().join().exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
