package io.productcatalog.cluster;

import io.productcatalog.stack.services.CatalogService;
import io.productcatalog.stack.services.ServicePackage;
import io.productcatalog.stack.settings.StackFiles;
import java.nio.file.Path;
import java.util.Map;

/** A build of both services. */
public record Release(ServicePackage command, ServicePackage query) {

    /** The build of this checkout. */
    public static Release current() {
        StackFiles files = StackFiles.from(Map.of());
        return new Release(files.service(CatalogService.COMMAND), files.service(CatalogService.QUERY));
    }

    /** The build in another checkout of the project. It may lack the start caches; then its starts take longer. */
    public static Release in(Path checkout) {
        return new Release(packaged(checkout, CatalogService.COMMAND), packaged(checkout, CatalogService.QUERY));
    }

    private static ServicePackage packaged(Path checkout, String service) {
        return new ServicePackage(checkout.resolve(service, "target", service));
    }

    ServicePackage service(String name) {
        return name.equals(CatalogService.COMMAND) ? command : query;
    }
}
