package io.productcatalog.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.productcatalog.cluster.Cluster;
import io.productcatalog.cluster.OnSharedCluster;
import io.productcatalog.stack.parts.CatalogTopics;
import io.productcatalog.stack.parts.ChildProcess;
import io.productcatalog.stack.parts.PartsPorts;
import io.productcatalog.stack.services.CatalogService;
import io.productcatalog.stack.services.ServiceSettings;
import io.productcatalog.stack.settings.StackFiles;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A service that is called with {@code migrate} creates its tables with the owner's role and ends; the command service
 * also registers its schema. The replicas of a deployment then need neither this role nor its password, and register
 * nothing.
 */
@OnSharedCluster
class MigrateCommandCreatesTheTablesIT {

    /** The test has its own databases, topic and read model generation, and so its own consumer group. */
    private static final String TOPIC = "catalog.products.tables";

    private static final String GENERATION = "90";

    @Test
    void servicesWithoutTheOwnersRoleUseTheTables(Cluster cluster) throws Exception {
        CatalogTopics.create(cluster.parts().kafka().bootstrapServers(), TOPIC);
        ServiceSettings settings = new ServiceSettings(
                cluster.parts(),
                cluster.parts().postgres().databases().writeDatabase("catalog_write_tables"),
                cluster.readServer().databases().readDatabase("catalog_read_tables"),
                cluster.settings().tokens());
        StackFiles files = StackFiles.from(Map.of());
        List<Integer> ports = PartsPorts.free(4);
        CatalogService command = settings.command(
                        "command-service-tables", files.service(CatalogService.COMMAND), ports.get(0), ports.get(1))
                .with("CATALOG_TOPIC", TOPIC);
        CatalogService query = settings.query(
                        "query-service-tables", files.service(CatalogService.QUERY), ports.get(2), ports.get(3))
                .with("CATALOG_TOPIC", TOPIC)
                .with("CATALOG_READ_MODEL_GENERATION", GENERATION);

        migrate(CatalogService.COMMAND, command, "WRITE");
        migrate(CatalogService.QUERY, query, "READ");

        Path state = cluster.state();
        ChildProcess commandProcess = withoutOwner(command, "WRITE").launch(state);
        ChildProcess queryProcess = withoutOwner(query, "READ").launch(state);
        try (HttpClient http = HttpClient.newHttpClient()) {
            commandProcess.untilReady(() -> command.isReady(http));
            queryProcess.untilReady(() -> query.isReady(http));
            assertNewProductIsShown(command, query, settings.tokens().adminToken());
        } finally {
            queryProcess.kill();
            commandProcess.kill();
        }
    }

    /** Migrates twice: {@code migrate} ignores {@code CATALOG_MIGRATE} and may be repeated. */
    private static void migrate(String kind, CatalogService service, String database)
            throws IOException, InterruptedException {
        Map<String, String> asDeployed = new HashMap<>(service.environment());
        asDeployed.put("CATALOG_MIGRATE", "false");
        asDeployed.put("SPRING_FLYWAY_CONNECT_RETRIES", "0");

        Map<String, String> wrong = new HashMap<>(asDeployed);
        wrong.put("CATALOG_" + database + "_DB_OWNER_PASSWORD", "wrong");
        ServiceRun refused = ServiceRun.of(kind, wrong, "migrate");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.output())
                .contains("The database of CATALOG_" + database + "_DB_URL cannot be used")
                .doesNotContain("stack_trace");

        for (String time : List.of("first", "second")) {
            ServiceRun done = ServiceRun.of(kind, asDeployed, "migrate");
            assertThat(done.exitCode()).as(time + "\n" + done.output()).isZero();
        }
    }

    private static CatalogService withoutOwner(CatalogService service, String database) {
        return service.with("CATALOG_MIGRATE", "false")
                .with("CATALOG_REGISTER_SCHEMA", "false")
                .with("CATALOG_" + database + "_DB_OWNER_USER", "")
                .with("CATALOG_" + database + "_DB_OWNER_PASSWORD", "");
    }

    private static void assertNewProductIsShown(CatalogService command, CatalogService query, String token) {
        CatalogClient client = new CatalogClient(Map.of(
                "CATALOG_COMMAND_URL", command.url(),
                "CATALOG_QUERY_URL", query.url(),
                "CATALOG_ADMIN_TOKEN", token));
        String id = CatalogClient.id(client.create("TV-1"));
        await().untilAsserted(() ->
                assertThat(client.shop("/products/" + id).statusCode()).isEqualTo(200));
    }
}
