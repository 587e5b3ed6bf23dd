package io.productcatalog.query.http;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationPredicate;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
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
        return context.getCarrier() != null && isManagement(context.getCarrier().getLocalAddress());
    }

    boolean isManagement(@Nullable SocketAddress local) {
        return local instanceof InetSocketAddress address && address.getPort() == managementPort;
    }
}
