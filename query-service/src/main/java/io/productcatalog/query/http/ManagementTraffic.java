package io.productcatalog.query.http;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationPredicate;
import java.net.InetSocketAddress;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;

/**
 * The filter that keeps probes and scrapes on the management port out of request metrics, traces and the access log.
 */
class ManagementTraffic implements ObservationPredicate, ApplicationListener<WebServerInitializedEvent> {

    private volatile int managementPort = -1;

    @Override
    public void onApplicationEvent(WebServerInitializedEvent event) {
        if ("management".equals(event.getApplicationContext().getServerNamespace())) {
            managementPort = event.getWebServer().getPort();
        }
    }

    @Override
    public boolean test(String name, Observation.Context context) {
        return !(context instanceof ServerRequestObservationContext request) || !isManagement(request);
    }

    private boolean isManagement(ServerRequestObservationContext context) {
        InetSocketAddress address =
                context.getCarrier() == null ? null : context.getCarrier().getLocalAddress();
        return address != null && address.getPort() == managementPort;
    }
}
