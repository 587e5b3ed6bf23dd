package io.productcatalog.query.deadletters;

import io.productcatalog.query.projection.RegistryUnavailableException;
import io.productcatalog.query.projection.Replay;
import io.productcatalog.query.settings.InvalidSettingsException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * The command {@code java -jar query-service.jar dead-letters list}, {@code … show PARTITION-OFFSET}, {@code … replay
 * PARTITION-OFFSET...} or {@code … replay all}. Operators run it with the service's settings and credentials. It writes
 * results to standard output, and a failure as one sentence to standard error.
 */
public final class DeadLettersCommand {

    private static final String NAME = "dead-letters";
    private static final int EXIT_DONE = 0;
    private static final int EXIT_NOT_ALL = 1;
    private static final int EXIT_WRONG_USAGE = 2;
    private static final int EXIT_NO_ANSWER = 3;
    private static final int MAX_SENTENCE_LENGTH = 1000;

    /** Nobody repeats a command that gives up, as the projection does, so it waits longer for a connection. */
    private static final String CONNECTION_TIMEOUT = "--catalog.projection.datasource.connection-timeout=30000";

    private DeadLettersCommand() {}

    /** Whether the program's arguments ask for this command. */
    public static boolean isMeant(String[] arguments) {
        return arguments.length > 0 && arguments[0].equals(NAME);
    }

    /**
     * Runs the command and returns its exit code: 0 done, 1 a dead letter is still unusable or was not found, 2 wrong
     * usage or settings, 3 no answer from Kafka, the schema registry or the database.
     */
    public static int run(String[] arguments) {
        PrintStream out = utf8(FileDescriptor.out);
        PrintStream err = utf8(FileDescriptor.err);
        try {
            return execute(Subcommand.parse(List.of(arguments).subList(1, arguments.length)), out, err);
        } catch (IllegalArgumentException misunderstood) {
            err.println(TerminalText.text(String.valueOf(misunderstood.getMessage()), MAX_SENTENCE_LENGTH));
            err.println(Subcommand.USAGE);
            return EXIT_WRONG_USAGE;
        }
    }

    private static int execute(Subcommand subcommand, PrintStream out, PrintStream err) {
        // The logger writes to standard output until its configuration is read, which a bad setting prevents.
        LoggingSystem.get(DeadLettersCommand.class.getClassLoader())
                .setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.OFF);
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(DeadLettersConfiguration.class)
                .web(WebApplicationType.NONE)
                .logStartupInfo(false)
                .run("--logging.config=classpath:logback-command.xml", CONNECTION_TIMEOUT)) {
            SubcommandRunner runner = new SubcommandRunner(
                    context.getBean(DeadLetterTopic.class), context.getBean(Replay.class), out, err);
            return runner.run(subcommand) ? EXIT_DONE : EXIT_NOT_ALL;
        } catch (InvalidSettingsException bad) {
            err.println(bad.getMessage());
            return EXIT_WRONG_USAGE;
        } catch (RuntimeException failure) {
            err.println(TerminalText.text(sentence(failure), MAX_SENTENCE_LENGTH));
            return EXIT_NO_ANSWER;
        }
    }

    private static String sentence(RuntimeException failure) {
        Throwable cause = NestedExceptionUtils.getMostSpecificCause(failure);
        String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        return switch (failure) {
            case RegistryUnavailableException _ ->
                "The schema registry of SCHEMA_REGISTRY_URL does not answer: " + reason;
            case KafkaException _ -> "Kafka at KAFKA_BOOTSTRAP_SERVERS cannot be read: " + reason;
            case DataAccessException _, TransactionException _ ->
                "The database of CATALOG_READ_DB_URL cannot be used: " + reason;
            default -> "The command failed: " + cause;
        };
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
