package io.productcatalog.stack.testing;

import io.productcatalog.stack.parts.DatabaseAccess;
import io.productcatalog.stack.parts.DatabaseServer;
import io.productcatalog.stack.parts.Registry;
import io.productcatalog.stack.token.JwtIssuer;
import java.net.http.HttpClient;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** The parts in containers, which are removed when the JVM ends. */
final class ContainerParts implements RealParts {

    private static final int REGISTRY_PORT = 8080;

    private final KafkaContainer kafka;
    private final DatabaseServer databases;
    private final String registryUrl;
    private final JwtIssuer tokens;
    private final TestNames names = new TestNames();

    private ContainerParts(KafkaContainer kafka, DatabaseServer databases, String registryUrl, JwtIssuer tokens) {
        this.kafka = kafka;
        this.databases = databases;
        this.registryUrl = registryUrl;
        this.tokens = tokens;
    }

    @SuppressWarnings("resource") // they run until the JVM ends
    static ContainerParts start() {
        KafkaContainer kafka =
                new KafkaContainer("apache/kafka:4.2.1").withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false");
        PostgreSQLContainer postgres =
                new PostgreSQLContainer("postgres:18").withCommand("postgres", "-c", "max_connections=200");
        GenericContainer<?> registry = new GenericContainer<>("apicurio/apicurio-registry:3.3.3")
                .withExposedPorts(REGISTRY_PORT)
                .waitingFor(Wait.forHttp("/apis/ccompat/v7/subjects"));
        LastHook.register(() -> Stream.of(registry, kafka, postgres).parallel().forEach(GenericContainer::stop));
        Stream.of(kafka, postgres, registry).parallel().forEach(GenericContainer::start);

        String registryUrl =
                "http://" + registry.getHost() + ":" + registry.getMappedPort(REGISTRY_PORT) + "/apis/ccompat/v7";
        Registry.requireFullTransitive(HttpClient.newHttpClient(), registryUrl);
        Map<String, String> passwords = new ConcurrentHashMap<>();
        DatabaseServer databases = new DatabaseServer(
                postgres.getHost(),
                postgres.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT),
                postgres.getUsername(),
                postgres.getPassword(),
                role -> passwords.computeIfAbsent(role, key -> UUID.randomUUID().toString()));
        JwtIssuer tokens = JwtIssuer.in(TestDirectory.create("shared").path().resolve("keys"));
        return new ContainerParts(kafka, databases, registryUrl, tokens);
    }

    @Override
    public String bootstrapServers() {
        return kafka.getBootstrapServers();
    }

    @Override
    public String registryUrl() {
        return registryUrl;
    }

    @Override
    public DatabaseAccess newWriteDatabase() {
        return databases.writeDatabase(names.next("catalog_write_"));
    }

    @Override
    public DatabaseAccess newReadDatabase() {
        return databases.readDatabase(names.next("catalog_read_"));
    }

    @Override
    public JwtIssuer tokens() {
        return tokens;
    }

    @Override
    public String newTopic() {
        String topic = names.next("catalog.products.");
        createTopics(topic);
        return topic;
    }
}
