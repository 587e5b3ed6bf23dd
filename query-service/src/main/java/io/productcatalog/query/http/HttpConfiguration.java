package io.productcatalog.query.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.tracing.propagation.Propagator;
import io.productcatalog.query.lag.Lag;
import io.productcatalog.query.lifecycle.RequestDrain;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.netty.NettyPipeline;

@Configuration(proxyBeanMethods = false)
class HttpConfiguration {

    @Bean
    ProblemHandler problemHandler() {
        return new ProblemHandler();
    }

    @Bean
    CommonHeaders commonHeaders(Lag lag, RequestDrain drain) {
        return new CommonHeaders(lag, drain);
    }

    @Bean
    @ConditionalOnBooleanProperty("catalog.access-log")
    AccessLog accessLog(Propagator traces) {
        return new AccessLog(traces);
    }

    @Bean
    FastPathObservations fastPathObservations(MeterRegistry meters, ObjectProvider<AccessLog> log) {
        return new FastPathObservations(meters, log.getIfAvailable());
    }

    @Bean
    ManagementTraffic managementTraffic() {
        return new ManagementTraffic();
    }

    @Bean
    ClientConnections clientConnections(MeterRegistry meters) {
        return new ClientConnections(ClientLimits.SHIPPED, meters);
    }

    @Bean
    @SuppressWarnings("FutureReturnValueIgnored") // nothing follows the close
    NettyServerCustomizer clientLimits(ClientConnections connections, ManagementTraffic management) {
        return server -> server.doOnChannelInit((_, channel, _) -> {
            // Probes and scrapes must not fail because clients hold all connections.
            if (management.isManagement(channel.localAddress())) {
                return;
            }
            if (connections.tryOpen()) {
                channel.pipeline()
                        .addAfter(
                                NettyPipeline.HttpCodec,
                                "slow-clients",
                                new SlowClientHandler(ClientLimits.SHIPPED, connections));
            } else {
                channel.close();
            }
        });
    }

    @Bean
    NettyServerCustomizer unreadableRequests(Lag lag) {
        return server -> server.doOnChannelInit((_, channel, _) -> channel.pipeline()
                .addAfter(NettyPipeline.HttpCodec, "unreadable-requests", new UnreadableRequests(lag)));
    }
}
