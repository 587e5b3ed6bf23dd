package io.productcatalog.stack.parts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/**
 * Kafka on 127.0.0.1: broker and controller in one process, one replica of every topic. No topic is created
 * automatically.
 */
public final class KafkaBroker extends Part {

    private static final String FORMAT_PROGRAM = "kafka-format";
    private static final int PROBE_TIMEOUT_MILLIS = 5000;
    private static final Duration PROBE_CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private final int port;
    private final int controllerPort;
    private final Path settings;
    private final Path logging;
    private final Path data;

    KafkaBroker(Path directory, int port, int controllerPort) {
        super("kafka", directory, Signal.TERM);
        this.port = port;
        this.controllerPort = controllerPort;
        this.data = directory.resolve("kafka").resolve("data");
        this.settings = directory.resolve("kafka").resolve("server.properties");
        this.logging = directory.resolve("kafka").resolve("log4j2.properties");
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    @Override
    List<String> preparations() {
        return List.of(FORMAT_PROGRAM);
    }

    @Override
    ChildProcess launch() {
        try {
            if (!Files.exists(data)) {
                format();
            }
            configure(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ChildProcess.start(name(), directory(), java("kafka.Kafka", settings.toString()), Map.of());
    }

    @Override
    boolean answers() {
        if (!Loopback.accepts(port)) {
            return false;
        }
        Properties client = new Properties();
        client.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers());
        client.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PROBE_TIMEOUT_MILLIS);
        client.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PROBE_TIMEOUT_MILLIS);
        Admin admin = Admin.create(client);
        try {
            return !admin.describeCluster()
                    .nodes()
                    .get(PROBE_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                    .isEmpty();
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            // Without a limit the close of a client whose call is not answered can take minutes.
            admin.close(PROBE_CLOSE_TIMEOUT);
        }
    }

    private void configure(Path logs) throws IOException {
        Files.createDirectories(logs);
        Files.writeString(settings, KafkaSettings.server(port, controllerPort, logs));
        Files.writeString(logging, KafkaSettings.LOGGING);
    }

    /**
     * Formats a directory of another name and renames it, so that an interrupted first start leaves no incomplete one.
     */
    private void format() throws IOException {
        Path incomplete = data.resolveSibling("data.format");
        Directories.delete(incomplete);
        configure(incomplete);
        ChildProcess format = ChildProcess.start(
                FORMAT_PROGRAM,
                directory(),
                java(
                        "kafka.tools.StorageTool",
                        "format",
                        "--standalone",
                        "-t",
                        newClusterId(),
                        "-c",
                        settings.toString()),
                Map.of());
        format.toCompletion(PREPARATION_TIMEOUT);
        Files.move(incomplete, data, StandardCopyOption.ATOMIC_MOVE);
    }

    private List<String> java(String... mainAndArguments) {
        return Stream.concat(
                        Stream.of(
                                JavaProgram.path(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseCompactObjectHeaders",
                                "-Xss512k",
                                "-Xms96m",
                                "-Xmx96m",
                                "-Dlog4j2.configurationFile=" + logging,
                                "-cp",
                                PartFiles.kafkaClassPath()),
                        Stream.of(mainAndArguments))
                .toList();
    }

    private static String newClusterId() {
        SecureRandom random = new SecureRandom();
        byte[] id = ByteBuffer.allocate(16)
                .putLong(random.nextLong())
                .putLong(random.nextLong())
                .array();
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(id);
        // A leading dash would be read as an option.
        return text.startsWith("-") ? "A" + text.substring(1) : text;
    }
}
