package io.productcatalog.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.productcatalog.cluster.Cluster;
import io.productcatalog.cluster.OnSharedCluster;
import io.productcatalog.cluster.Replica;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A packaged service loads nearly all classes that a start needs from its AOT cache, not from jars. */
@OnSharedCluster
class StartCacheHoldsWhatAStartLoadsIT {

    private static final String JVM_OPTIONS = "JDK_JAVA_OPTIONS";

    private final Cluster cluster;

    StartCacheHoldsWhatAStartLoadsIT(Cluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void theCommandServiceStartsFromItsCache() throws IOException {
        Path classes = cluster.state().resolve("command-service.classes");
        assertStartsFromItsCache(
                cluster.newCommand("command-service-cache", Map.of(JVM_OPTIONS, logTo(classes))), classes);
    }

    /** The replica has its own read model, so that it does not join the other replicas' consumer group. */
    @Test
    void theQueryServiceStartsFromItsCache() throws IOException {
        Path classes = cluster.state().resolve("query-service.classes");
        assertStartsFromItsCache(
                cluster.newQuery(
                        "query-service-cache",
                        Map.of(JVM_OPTIONS, logTo(classes), "CATALOG_READ_MODEL_GENERATION", "91")),
                classes);
    }

    private static String logTo(Path classes) {
        return "-Xlog:class+load:file=" + classes;
    }

    private static void assertStartsFromItsCache(Replica replica, Path classes) throws IOException {
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
