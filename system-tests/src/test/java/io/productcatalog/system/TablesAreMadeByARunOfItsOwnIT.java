package io.productcatalog.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.productcatalog.stack.parts.ChildProcess;
import io.productcatalog.stack.parts.LocalParts;
import io.productcatalog.stack.parts.PartsPorts;
import io.productcatalog.stack.services.CatalogService;
import io.productcatalog.stack.services.ServiceSettings;
import io.productcatalog.stack.settings.StackFiles;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Called with {@code migrate} a service makes its tables with the owner's role and ends. The replicas of a deployment then need
 * neither that role nor its password.
 */
class TablesAreMadeByARunOfItsOwnIT {

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path directory;

    private record Ended(int exitCode, String output) {}

    @Test
    void andServicesThatDoNotKnowTheOwnerUseThem() throws Exception {
        try (LocalParts parts = LocalParts.in(directory, PartsPorts.ephemeral())) {
            parts.start();
            ServiceSettings settings = ServiceSettings.prepare(parts, directory.resolve("keys"));
            StackFiles files = StackFiles.from(Map.of());
            List<Integer> ports = PartsPorts.free(4);
            CatalogService command = settings.command(
                    CatalogService.COMMAND, files.service(CatalogService.COMMAND), ports.get(0), ports.get(1));
            CatalogService query = settings.query(
                    CatalogService.QUERY, files.service(CatalogService.QUERY), ports.get(2), ports.get(3));

            migrate(command, "WRITE");
            migrate(query, "READ");

            ChildProcess commandProcess = withoutOwner(command, "WRITE").launch(directory);
            ChildProcess queryProcess = withoutOwner(query, "READ").launch(directory);
            try (HttpClient http = HttpClient.newHttpClient()) {
                commandProcess.untilReady(() -> command.isReady(http));
                queryProcess.untilReady(() -> query.isReady(http));
                aNewProductIsShown(command, query, settings.tokens().adminToken());
            } finally {
                queryProcess.stop(CatalogService.STOP_TIMEOUT);
                commandProcess.stop(CatalogService.STOP_TIMEOUT);
            }
        }
    }

    /** Whatever the service itself is told about migrations, and as often as one likes. */
    private static void migrate(CatalogService service, String database) throws IOException, InterruptedException {
        CatalogService asDeployed = service.with("CATALOG_MIGRATE", "false");

        Ended refused = run(asDeployed.with("CATALOG_" + database + "_DB_OWNER_PASSWORD", "wrong"));
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.output())
                .contains("The database of CATALOG_" + database + "_DB_URL cannot be used")
                .doesNotContain("stack_trace");

        for (String time : List.of("first", "second")) {
            Ended done = run(asDeployed);
            assertThat(done.exitCode()).as(time + "\n" + done.output()).isZero();
        }
    }

    private static Ended run(CatalogService service) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        "../" + service.name() + "/target/" + service.name() + ".jar",
                        "migrate")
                .redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(service.environment());
        builder.environment().put("SPRING_FLYWAY_CONNECT_RETRIES", "0");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }

    private static CatalogService withoutOwner(CatalogService service, String database) {
        return service.with("CATALOG_MIGRATE", "false")
                .with("CATALOG_" + database + "_DB_OWNER_USER", "")
                .with("CATALOG_" + database + "_DB_OWNER_PASSWORD", "");
    }

    private static void aNewProductIsShown(CatalogService command, CatalogService query, String token) {
        CatalogClient client = new CatalogClient(Map.of(
                "CATALOG_COMMAND_URL", command.url(),
                "CATALOG_QUERY_URL", query.url(),
                "CATALOG_ADMIN_TOKEN", token));
        String id = CatalogClient.id(client.create("TV-1"));
        await().untilAsserted(() ->
                assertThat(client.shop("/products/" + id).statusCode()).isEqualTo(200));
    }
}
