package io.productcatalog.stack;

import io.productcatalog.stack.demo.DemoCommand;
import io.productcatalog.stack.record.RecordCommand;
import io.productcatalog.stack.run.FailureMessage;
import io.productcatalog.stack.run.RunCommand;
import io.productcatalog.stack.run.StopCommand;
import io.productcatalog.stack.settings.StackFiles;
import io.productcatalog.stack.settings.StackPorts;
import io.productcatalog.stack.token.JwtIssuer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The command line of the local stack. Exit code 0 means success, 1 a failure, which a sentence on standard error
 * explains.
 */
public final class LocalStack {

    private static final String USAGE = """
            usage: java -jar local-stack.jar COMMAND
              run           start everything and keep it running until Ctrl-C or SIGTERM
              stop          stop what 'run' started
              token         print a new administrator's token, valid for 24 h
              demo [COUNT]  create demo products, 1,000 by default; existing ones are skipped
              record [JAVA] SERVICE_DIRECTORY
                            record the start cache of a packaged service, for this java executable or for JAVA
            """;

    private LocalStack() {}

    public static void main(String[] arguments) {
        try {
            System.exit(execute(arguments, System.getenv()));
        } catch (RuntimeException e) {
            System.err.println(FailureMessage.of(e));
            System.exit(1);
        }
    }

    private static int execute(String[] arguments, Map<String, String> environment) {
        StackFiles files = StackFiles.from(environment);
        switch (arguments.length == 0 ? "" : arguments[0]) {
            case "run" -> RunCommand.run(files, StackPorts.from(environment), System.out, System.err);
            case "stop" -> StopCommand.run(files, StackPorts.from(environment), System.out);
            case "token" -> System.out.println(JwtIssuer.in(files.keys()).adminToken());
            case "demo" -> {
                return DemoCommand.run(files, arguments.length > 1 ? arguments[1] : "1000", System.out);
            }
            case "record" -> record(files, Arrays.asList(arguments).subList(1, arguments.length));
            default -> {
                System.err.print(USAGE);
                return 1;
            }
        }
        return 0;
    }

    private static void record(StackFiles files, List<String> arguments) {
        try {
            RecordCommand.run(files, arguments, System.out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
