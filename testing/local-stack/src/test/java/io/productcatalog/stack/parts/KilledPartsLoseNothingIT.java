package io.productcatalog.stack.parts;

import static org.assertj.core.api.Assertions.assertThat;

import io.productcatalog.stack.testing.TestDirectory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** All tests use one directory, so each finds the data of the tests before it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KilledPartsLoseNothingIT {

    private static final TopicPartition PARTITION = new TopicPartition("catalog.products", 3);
    private static final String SCHEMA = "{\"schema\":\"{\\\"type\\\":\\\"string\\\"}\"}";

    private final TestDirectory testDirectory = TestDirectory.create("killed-parts");
    private final Path directory = testDirectory.path();
    private final HttpClient http = HttpClient.newHttpClient();
    private final PartsPorts ports = PartsPorts.ephemeral();

    private LocalParts parts;

    @AfterEach
    void stop() {
        if (parts != null) {
            parts.close();
        }
        parts = null;
    }

    @AfterAll
    void deleteData() {
        http.close();
        testDirectory.deleteData();
    }

    @Test
    void acknowledgedDataSurvivesKillMinusNineOfAllThree() throws Exception {
        parts = LocalParts.in(directory, ports);
        parts.start();
        DatabaseAccess database = write("acknowledged");
        int schema = register();

        List.of(parts.kafka(), parts.postgres(), parts.registry())
                .forEach(part -> part.child().kill());
        parts.start();

        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select from thing where name = 'acknowledged'")) {
            assertThat(rows.next()).isTrue();
        }
        assertThat(readTopic()).contains("acknowledged");
        assertThat(register()).isEqualTo(schema);
    }

    @Test
    void processesOfAKilledLauncherAreStoppedAndTheNextStartFindsTheirData() throws Exception {
        LocalParts earlier = LocalParts.in(directory, ports);
        earlier.start();
        parts = earlier;
        write("earlier");

        parts = LocalParts.in(directory, ports);
        assertThat(parts.stopLeftovers()).extracting(Part::name).containsExactly("registry", "kafka", "postgres");
        assertThat(earlier.all()).noneMatch(Part::isRunning);
        parts.start();

        assertThat(readTopic()).contains("earlier");
        assertThat(parts.stopLeftovers()).hasSize(3);
    }

    private static Connection connect(DatabaseAccess database) throws Exception {
        return DriverManager.getConnection(database.jdbcUrl(), database.ownerUser(), database.ownerPassword());
    }

    private DatabaseAccess write(String name) throws Exception {
        DatabaseAccess database = parts.postgres().databases().writeDatabase("catalog_write");
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists thing (name text)");
            statement.execute("insert into thing values ('" + name + "')");
        }
        CatalogTopics.create(parts.kafka().bootstrapServers(), PARTITION.topic());
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", parts.kafka().bootstrapServers(), "acks", "all"),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>(PARTITION.topic(), PARTITION.partition(), "key", name))
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
            long end = consumer.endOffsets(List.of(PARTITION)).get(PARTITION);
            List<String> values = new ArrayList<>();
            while (consumer.position(PARTITION) < end) {
                consumer.poll(Duration.ofSeconds(1)).forEach(record -> values.add(record.value()));
            }
            return values;
        }
    }

    /** Registers a schema. A schema that is already registered keeps its id. */
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
