package io.productcatalog.cluster;

import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A JUnit extension that gives all test classes of a run the same {@link Cluster}, because its start takes as long as
 * most tests. Each class gets it repaired, with the products of the classes before. It is closed after the last class.
 */
public final class SharedCluster implements ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(SharedCluster.class);

    /**
     * The drain delay is long enough for the front on a slow machine to see that a replica is about to end. The C1
     * compiler alone halves the processor time of a start, and the tests spend most of their time in starts.
     */
    private static final Map<String, String> SETTINGS =
            Map.of("CATALOG_DRAIN_DELAY", "3s", "JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");

    private record CloseableCluster(Cluster cluster) implements AutoCloseable {
        @Override
        public void close() {
            cluster.close();
        }
    }

    /** Starts another such cluster, for a test class that runs beside those that use the shared one. */
    public static Cluster another(String name) {
        return another(name, Release.current());
    }

    /** Starts another such cluster with this release. */
    public static Cluster another(String name, Release release) {
        return Cluster.startWithOwnReadServer(name, SETTINGS, release);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == Cluster.class;
    }

    @Override
    public Cluster resolveParameter(ParameterContext parameter, ExtensionContext test) {
        Cluster cluster = test.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(
                        Cluster.class, _ -> new CloseableCluster(another("shared-cluster")), CloseableCluster.class)
                .cluster();
        cluster.repair();
        return cluster;
    }
}
