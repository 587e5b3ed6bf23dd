package io.productcatalog.query.testing;

import static org.awaitility.Awaitility.await;

import io.productcatalog.query.QueryService;
import io.productcatalog.stack.parts.DatabaseAccess;
import io.productcatalog.stack.testing.RealParts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;

/** The whole service in this JVM, with a real Kafka, registry and database, and its own topic and read database. */
public final class RunningQueryService implements AutoCloseable {

    private final HttpClient http = HttpClient.newHttpClient();
    private final DatabaseAccess database;
    private final ProductTopic topic;
    private final Map<String, String> settings = new HashMap<>();
    private final List<Class<?>> sources = new ArrayList<>(List.of(QueryService.class, OwnEventLoops.class));
    private ConfigurableApplicationContext context;

    private RunningQueryService(RealParts parts, Map<String, String> extra, Class<?>... beans) {
        database = parts.newReadDatabase();
        sources.addAll(List.of(beans));
        topic = new ProductTopic(parts);
        configure(parts);
        settings.putAll(extra);
        start();
    }

    private RunningQueryService(RunningQueryService other, Map<String, String> extra) {
        database = other.database;
        topic = other.topic;
        configure(RealParts.get());
        settings.putAll(extra);
        start();
    }

    private void configure(RealParts parts) {
        settings.put("KAFKA_BOOTSTRAP_SERVERS", parts.bootstrapServers());
        settings.put("SCHEMA_REGISTRY_URL", parts.registryUrl());
        settings.put("CATALOG_TOPIC", topic.name());
        settings.put("CATALOG_BIND_ADDRESS", "127.0.0.1");
        settings.put("CATALOG_PORT", "0");
        settings.put("CATALOG_MANAGEMENT_PORT", "0");
        settings.put("CATALOG_DRAIN_DELAY", "0s");
        settings.put("CATALOG_READ_DB_URL", database.url());
        settings.put("CATALOG_READ_DB_USER", database.appUser());
        settings.put("CATALOG_READ_DB_PASSWORD", database.appPassword());
        settings.put("CATALOG_READ_DB_OWNER_USER", database.ownerUser());
        settings.put("CATALOG_READ_DB_OWNER_PASSWORD", database.ownerPassword());
    }

    /** @param beans configuration classes whose beans are added to those of the service */
    public static RunningQueryService start(Map<String, String> extra, Class<?>... beans) {
        return new RunningQueryService(RealParts.get(), extra, beans);
    }

    /**
     * Another replica with the same topic and read database. It must be {@link #stop stopped} before this one is
     * closed.
     */
    public RunningQueryService replica() {
        return replica(Map.of());
    }

    /** Another replica with these settings. */
    public RunningQueryService replica(Map<String, String> extra) {
        return new RunningQueryService(this, extra);
    }

    public void start() {
        context = new SpringApplicationBuilder(sources.toArray(Class<?>[]::new))
                .main(QueryService.class)
                .environment(TestEnvironment.of(settings))
                .run();
    }

    /** Stops the service as SIGTERM does. */
    public void stop() {
        context.close();
    }

    /** Stops the projection of this replica. Other replicas take over its partitions. */
    public void stopProjecting() {
        bean(KafkaListenerEndpointRegistry.class).stop();
    }

    public void startProjecting() {
        bean(KafkaListenerEndpointRegistry.class).start();
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** The settings of the service. */
    public Map<String, String> environment() {
        return Map.copyOf(settings);
    }

    public ProductTopic topic() {
        return topic;
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port("local.server.port") + path);
    }

    public int port() {
        return Integer.parseInt(port("local.server.port"));
    }

    /** Repeats the request while it is refused because the machine is busy. */
    public HttpResponse<String> get(String path, String... headers) {
        HttpResponse<String> answer;
        do {
            answer = getOnce(path, headers);
        } while (answer.statusCode() == 503 && answer.body().contains("/problems/unavailable"));
        return answer;
    }

    public HttpResponse<String> getOnce(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    public CompletableFuture<HttpResponse<String>> getLater(String path, String... headers) {
        HttpRequest request = HttpRequest.newBuilder(uri(path)).headers(headers).build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    public HttpResponse<String> management(String path) {
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port("local.management.port") + path))
                .build());
    }

    public HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** A client to the tables of the read model, as their owner. */
    public JdbcClient readModel() {
        return JdbcClient.create(owner());
    }

    public DataSource owner() {
        return dataSource(database.ownerUser(), database.ownerPassword());
    }

    /** A client to the read model with the role of the service. */
    public JdbcClient asApp() {
        return JdbcClient.create(dataSource(database.appUser(), database.appPassword()));
    }

    private DataSource dataSource(String user, String password) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(database.jdbcUrl());
        dataSource.setUser(user);
        dataSource.setPassword(password);
        dataSource.setCurrentSchema("read_model_1");
        return dataSource;
    }

    /** The stored version of each product, negative if the product is not on sale. */
    public Map<UUID, Long> versions() {
        return readModel()
                .sql("select id, case when document is null then -version else version end from product_document")
                .query((row, _) -> Map.entry(row.getObject(1, UUID.class), row.getLong(2)))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    public String appUser() {
        return database.appUser();
    }

    /** The projected offsets that are greater than zero. */
    public Map<Integer, Long> projected() {
        return readModel()
                .sql("select partition, next_offset from projection_progress where next_offset > 0")
                .query((row, _) -> Map.entry(row.getInt(1), row.getLong(2)))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    public void awaitProjected() {
        await().pollInterval(Duration.ofMillis(50)).until(() -> projected().equals(topic.ends()));
    }

    @Override
    public void close() {
        context.close();
        topic.close();
        http.close();
    }

    private String port(String property) {
        return context.getEnvironment().getRequiredProperty(property);
    }

    /** Event loops of this service alone: the shared ones of the JVM end when the first server stops. */
    static class OwnEventLoops {

        @Bean
        ReactorResourceFactory eventLoops() {
            ReactorResourceFactory eventLoops = new ReactorResourceFactory();
            eventLoops.setUseGlobalResources(false);
            eventLoops.setShutdownQuietPeriod(Duration.ZERO);
            return eventLoops;
        }
    }
}
