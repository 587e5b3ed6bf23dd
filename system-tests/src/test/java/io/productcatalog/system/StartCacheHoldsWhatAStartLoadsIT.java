package io.productcatalog.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.productcatalog.system.cluster.Cluster;
import io.productcatalog.system.cluster.OnSharedCluster;
import io.productcatalog.system.cluster.Replica;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A packaged service becomes ready on the classes of its cache: hardly any is read from a jar, parsed and verified once more. */
@OnSharedCluster
class StartCacheHoldsWhatAStartLoadsIT {

    private static final String JVM_OPTIONS = "JDK_JAVA_OPTIONS";

    private final Cluster cluster;

    StartCacheHoldsWhatAStartLoadsIT(Cluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void ofTheCommandService() throws IOException {
        Path classes = cluster.state().resolve("command-service.classes");
        assertThatItsCacheIsUsed(
                cluster.newCommand("command-service-cache", Map.of(JVM_OPTIONS, logTo(classes))), classes);
    }

    /** With a read model of its own, so that it is not one of the replicas that share the topic. */
    @Test
    void ofTheQueryService() throws IOException {
        Path classes = cluster.state().resolve("query-service.classes");
        assertThatItsCacheIsUsed(
                cluster.newQuery(
                        "query-service-cache",
                        Map.of(JVM_OPTIONS, logTo(classes), "CATALOG_READ_MODEL_GENERATION", "91")),
                classes);
    }

    private static String logTo(Path classes) {
        return "-Xlog:class+load:file=" + classes;
    }

    private static void assertThatItsCacheIsUsed(Replica replica, Path classes) throws IOException {
        try {
            replica.start();
            replica.awaitReady();
        } finally {
            replica.kill();
        }
        List<String> loaded = Files.readAllLines(classes);
        List<String> fromJars =
                loaded.stream().filter(line -> line.contains("source: file:")).toList();
        assertThat(loaded).hasSizeGreaterThan(10_000);
        assertThat(fromJars).hasSizeLessThan(loaded.size() / 100);
    }
}
