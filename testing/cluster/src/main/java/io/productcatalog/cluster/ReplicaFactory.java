package io.productcatalog.cluster;

import io.productcatalog.stack.services.CatalogService;
import io.productcatalog.stack.services.ServiceSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Makes the replicas of a cluster.
 *
 * @param overrides settings in place of the local stack's
 * @param state the directory of their logs
 */
record ReplicaFactory(ServiceSettings settings, Release release, Map<String, String> overrides, Path state) {

    Replica command(String name, List<Integer> ports, Map<String, String> more) {
        return replica(settings.command(name, release.command(), ports.get(0), ports.get(1)), more);
    }

    Replica query(String name, List<Integer> ports, Map<String, String> more) {
        return replica(settings.query(name, release.query(), ports.get(0), ports.get(1)), more);
    }

    /** Makes a replica without an access log, which would dominate the disk writes under load. */
    private Replica replica(CatalogService service, Map<String, String> more) {
        return new Replica(
                service.with("CATALOG_ACCESS_LOG", "false").with(overrides).with(more), state);
    }
}
