package io.productcatalog.stack.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledPartsLoseNothingIT {

    private static final TopicPartition PARTITION = new TopicPartition("catalog.products", 3);
    private static final String SCHEMA = "{\"schema\":\"{\\\"type\\\":\\\"string\\\"}\"}";

    @TempDir
    Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private final PartsPorts ports = PartsPorts.ephemeral();

    private LocalParts parts;

    @AfterEach
    void stop() {
        if (parts != null) {
            parts.close();
        }
        http.close();
    }

    @Test
    void whatWasAcknowledgedIsThereAfterKillMinusNineOfAllThree() throws Exception {
        parts = LocalParts.in(directory, ports);
        parts.start();
        DatabaseAccess database = write();
        int schema = register();

        List.of(parts.kafka(), parts.postgres(), parts.registry())
                .forEach(part -> part.child().kill());
        parts.start();

        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select name from thing")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isEqualTo("kept");
        }
        assertThat(readTopic()).containsExactly("kept");
        assertThat(register()).isEqualTo(schema);
    }

    @Test
    void whatAKilledLauncherLeftRunningIsStoppedAndTheNextStartFindsItsData() throws Exception {
        LocalParts left = LocalParts.in(directory, ports);
        left.start();
        parts = left;
        write();

        parts = LocalParts.in(directory, ports);
        assertThat(parts.stopLeftovers()).extracting(Part::name).containsExactly("registry", "kafka", "postgres");
        assertThat(left.all()).noneMatch(Part::isRunning);
        parts.start();

        assertThat(readTopic()).containsExactly("kept");
        assertThat(parts.stopLeftovers()).hasSize(3);
    }

    @Test
    void aLockFileWhosePidHasGoneToAnotherProgramDoesNotKeepPostgresFromStarting() throws Exception {
        PostgresServer postgres = new PostgresServer(directory, ports.postgres());
        postgres.start();
        postgres.child().kill();
        Path lock = directory.resolve("postgres").resolve("postmaster.pid");
        List<String> lines = Files.readAllLines(lock);
        Process another = new ProcessBuilder("sleep", "600").start();
        try {
            lines.set(0, Long.toString(another.pid()));
            Files.write(lock, lines);

            postgres.start();

            assertThat(postgres.stop()).isTrue();
        } finally {
            another.destroyForcibly();
        }
    }

    @Test
    void anInterruptedFirstStartLeavesNothingRunningAndTheNextOneGoesWell() throws Exception {
        PostgresFiles.home();
        parts = LocalParts.in(directory, ports);
        for (Part part : List.of(parts.kafka(), parts.postgres())) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(part::start).isInstanceOf(PartFailure.class).hasMessageContaining("not waited for");
            assertThat(Thread.interrupted()).isTrue();
            assertThat(part.stopLeftover()).isFalse();
        }
        parts.start();
    }

    @Test
    void rolesKeepTheirPasswordsAndANewPasswordFileIsHeeded() throws Exception {
        PostgresServer postgres = new PostgresServer(directory, ports.postgres());
        postgres.start();
        DatabaseAccess first = postgres.databases().writeDatabase("catalog_write");
        connect(first).close();
        Files.delete(directory.resolve("passwords").resolve(first.ownerUser()));
        postgres.stop();

        postgres = new PostgresServer(directory, ports.postgres());
        postgres.start();
        try {
            DatabaseAccess second = postgres.databases().writeDatabase("catalog_write");
            assertThat(second.appPassword()).isEqualTo(first.appPassword());
            assertThat(second.ownerPassword()).isNotEqualTo(first.ownerPassword());
            connect(second).close();
        } finally {
            postgres.stop();
        }
    }

    @Test
    void aPausedPartAnswersAgainWhenItIsResumed() throws Exception {
        PostgresServer postgres = new PostgresServer(directory, ports.postgres());
        postgres.start();
        postgres.child().pause();
        postgres.child().resume();

        try (Connection connection = postgres.databases().connect()) {
            assertThat(connection.isValid(5)).isTrue();
        }
        postgres.child().pause();
        assertThat(postgres.stop()).isTrue();
    }

    @Test
    void aBusyPortIsToldWithTheEndOfTheLog() throws IOException {
        try (ServerSocket ignored = new ServerSocket(ports.postgres(), 1, InetAddress.getLoopbackAddress())) {
            PostgresServer postgres = new PostgresServer(directory, ports.postgres());

            assertThatThrownBy(postgres::start)
                    .isInstanceOf(PartFailure.class)
                    .hasMessageContainingAll("postgres ended with exit code 1", "could not bind");
        }
    }

    private static Connection connect(DatabaseAccess database) throws Exception {
        return DriverManager.getConnection(database.jdbcUrl(), database.ownerUser(), database.ownerPassword());
    }

    private DatabaseAccess write() throws Exception {
        DatabaseAccess database = parts.postgres().databases().writeDatabase("catalog_write");
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute("create table thing (name text)");
            statement.execute("insert into thing values ('kept')");
        }
        CatalogTopics.create(parts.kafka().bootstrapServers(), PARTITION.topic());
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", parts.kafka().bootstrapServers(), "acks", "all"),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>(PARTITION.topic(), PARTITION.partition(), "key", "kept"))
                    .get();
        }
        return database;
    }

    private List<String> readTopic() {
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", parts.kafka().bootstrapServers()),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.assign(List.of(PARTITION));
            consumer.seekToBeginning(List.of(PARTITION));
            return consumer.poll(Duration.ofSeconds(20)).records(PARTITION).stream()
                    .map(ConsumerRecord::value)
                    .toList();
        }
    }

    /** Registering a schema again answers with the id it has. */
    private int register() throws Exception {
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(URI.create(parts.registry().url() + "/subjects/things-value/versions"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(SCHEMA))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        return Integer.parseInt(response.body().replaceAll("\\D", ""));
    }
}
