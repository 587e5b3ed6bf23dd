package io.productcatalog.stack.run;

import io.productcatalog.stack.services.CatalogService;
import io.productcatalog.stack.services.ServicePackage;
import io.productcatalog.stack.services.ServiceSettings;
import io.productcatalog.stack.settings.PortSetting;
import io.productcatalog.stack.settings.StackPorts;

/** One replica of each service, connected to the parts of this machine. */
record ServicePair(CatalogService command, CatalogService query) {

    static ServicePair of(ServiceSettings settings, ServicePackage command, ServicePackage query, StackPorts ports) {
        return new ServicePair(
                settings.command(
                        CatalogService.COMMAND,
                        command,
                        ports.of(PortSetting.COMMAND),
                        ports.of(PortSetting.COMMAND_MANAGEMENT)),
                settings.query(
                        CatalogService.QUERY,
                        query,
                        ports.of(PortSetting.QUERY),
                        ports.of(PortSetting.QUERY_MANAGEMENT)));
    }
}
