package io.productcatalog.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.productcatalog.stack.parts.ChildProcess;
import io.productcatalog.stack.parts.LocalParts;
import io.productcatalog.stack.parts.PartsPorts;
import io.productcatalog.stack.services.CatalogService;
import io.productcatalog.stack.services.ServicePackage;
import io.productcatalog.stack.services.ServiceSettings;
import io.productcatalog.stack.settings.StackFiles;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A packaged service becomes ready on the classes of its cache: hardly any is read from a jar, parsed and verified once more. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StartCacheHoldsWhatAStartLoadsIT {

    private Path state;
    private LocalParts parts;
    private ServiceSettings settings;

    @BeforeAll
    void startParts(@TempDir Path directory) {
        state = directory;
        parts = LocalParts.in(state, PartsPorts.ephemeral());
        parts.start();
        settings = ServiceSettings.prepare(parts, state.resolve("keys"));
    }

    @AfterAll
    void stopParts() {
        parts.close();
    }

    @Test
    void ofTheCommandService() throws IOException {
        List<Integer> ports = PartsPorts.free(2);
        assertThatItsCacheIsUsed(
                settings.command(CatalogService.COMMAND, packaged(CatalogService.COMMAND), ports.get(0), ports.get(1)));
    }

    @Test
    void ofTheQueryService() throws IOException {
        List<Integer> ports = PartsPorts.free(2);
        assertThatItsCacheIsUsed(
                settings.query(CatalogService.QUERY, packaged(CatalogService.QUERY), ports.get(0), ports.get(1)));
    }

    private void assertThatItsCacheIsUsed(CatalogService service) throws IOException {
        Path classes = state.resolve(service.name() + ".classes");
        ChildProcess process = service.with("JDK_JAVA_OPTIONS", "-Xlog:class+load:file=" + classes)
                .launch(state);
        try (HttpClient http = HttpClient.newHttpClient()) {
            process.untilReady(() -> service.isReady(http));
        } finally {
            process.kill();
        }
        List<String> loaded = Files.readAllLines(classes);
        List<String> fromJars =
                loaded.stream().filter(line -> line.contains("source: file:")).toList();
        assertThat(loaded).hasSizeGreaterThan(10_000);
        assertThat(fromJars).hasSizeLessThan(loaded.size() / 100);
    }

    private static ServicePackage packaged(String service) {
        return StackFiles.from(Map.of()).service(service);
    }
}
