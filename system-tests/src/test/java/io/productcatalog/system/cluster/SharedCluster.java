package io.productcatalog.system.cluster;

import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * An extension that gives all test classes of a run the same {@link Cluster}: its start takes as long as most tests. Each class gets it
 * whole, whatever the one before has broken, and with the products that were made before. It is closed after the last class.
 */
public final class SharedCluster implements ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(SharedCluster.class);

    /**
     * Time enough for a balancer on a starved machine to see that a replica is about to end; and the compiler that lets a replica start
     * with half of the processor time, since most of what the tests take is starts.
     */
    private static final Map<String, String> SETTINGS =
            Map.of("CATALOG_DRAIN_DELAY", "3s", "JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");

    private record Closing(Cluster cluster) implements AutoCloseable {
        @Override
        public void close() {
            cluster.close();
        }
    }

    /** One of the same kind for a test class that runs beside those that share it. */
    public static Cluster another(String name) {
        return Cluster.startWithOwnReadServer(name, SETTINGS);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == Cluster.class;
    }

    @Override
    public Cluster resolveParameter(ParameterContext parameter, ExtensionContext test) {
        Cluster cluster = test.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(Cluster.class, _ -> new Closing(another("shared-cluster")), Closing.class)
                .cluster();
        cluster.repair();
        return cluster;
    }
}
