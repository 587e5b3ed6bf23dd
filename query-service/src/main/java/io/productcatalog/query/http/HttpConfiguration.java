package io.productcatalog.query.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.tracing.propagation.Propagator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.productcatalog.query.lag.Lag;
import io.productcatalog.query.lifecycle.RequestDrain;
import io.productcatalog.query.settings.HttpSettings;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.netty.NettyPipeline;

@Configuration(proxyBeanMethods = false)
class HttpConfiguration {

    private static final int SEND_BUFFER_BYTES = 64 * 1024;
    private static final int MAX_REQUEST_LINE_BYTES = 8 * 1024;

    /** The bytes of one read from a connection. They limit how many requests it can bring. */
    private static final int MAX_READ_BYTES = 4 * 1024;

    private static final int SHORTEST_REQUEST_BYTES = "A / HTTP/1.0\n\n".length();

    /** One read at a time, so that a connection whose requests wait ({@link PipelinedRequests}) brings no more of them. */
    static final NettyServerCustomizer READ_BUFFER = server -> server.childOption(
            ChannelOption.RECVBUF_ALLOCATOR,
            new AdaptiveRecvByteBufAllocator(64, MAX_READ_BYTES / 2, MAX_READ_BYTES).maxMessagesPerRead(1));

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
    AccessLogWriter accessLogWriter(
            @Value("${spring.application.name}") String name,
            @Value("${spring.application.version}") String version,
            MeterRegistry meters) {
        Counter dropped = Counter.builder("catalog.access.log.dropped")
                .description("Lines of the access log that were dropped because standard output was too slow")
                .baseUnit("lines")
                .register(meters);
        return new AccessLogWriter(
                new AccessLineEncoder(name, version, ProcessHandle.current().pid()), System.out, dropped);
    }

    @Bean
    @ConditionalOnBooleanProperty("catalog.access-log")
    AccessLog accessLog(AccessLogWriter writer) {
        return new AccessLog(writer);
    }

    @Bean
    FastPathObservations fastPathObservations(MeterRegistry meters, Propagator traces, ObjectProvider<AccessLog> log) {
        return new FastPathObservations(meters, new TraceIds(traces), log.getIfAvailable());
    }

    @Bean
    FastPathWriter fastPathWriter(
            CommonHeaders headers, FastPathObservations observations, ClientConnections connections) {
        return new FastPathWriter(headers, observations, connections);
    }

    @Bean
    ManagementTraffic managementTraffic() {
        return new ManagementTraffic();
    }

    @Bean
    ClientConnections clientConnections(MeterRegistry meters) {
        return new ClientConnections(ClientLimits.SHIPPED, meters);
    }

    /**
     * Bounds what the kernel keeps for a client that does not read. It would take up to 4 MB for each connection, which
     * count to the memory of the container, and which {@link ClientConnections} does not see.
     */
    @Bean
    NettyServerCustomizer sendBuffer() {
        return server -> server.childOption(ChannelOption.SO_SNDBUF, SEND_BUFFER_BYTES);
    }

    @Bean
    NettyServerCustomizer readBuffer() {
        return READ_BUFFER;
    }

    static HttpServerCodec codec(int maxHeaderBytes) {
        HttpDecoderConfig config = new HttpDecoderConfig()
                .setMaxInitialLineLength(MAX_REQUEST_LINE_BYTES)
                .setMaxHeaderSize(maxHeaderBytes)
                .setHeadersFactory(LimitedHeaders.FACTORY)
                .setTrailersFactory(LimitedHeaders.FACTORY);
        // As many unanswered requests as two reads bring: the second one may have begun when the first one brings some.
        return new HttpServerCodec(config, 2 * (MAX_READ_BYTES / SHORTEST_REQUEST_BYTES + 1));
    }

    /** Each handler is added right behind the codec, so the one that is added last is the first to see a request. */
    @Bean
    @SuppressWarnings("FutureReturnValueIgnored") // nothing follows the close
    NettyServerCustomizer channelHandlers(
            ClientConnections connections, ManagementTraffic management, Lag lag, HttpSettings settings) {
        return server -> server.doOnChannelInit((_, channel, _) -> {
            ChannelPipeline pipeline = channel.pipeline();
            // Reactor Netty's own codec has no limit of the number of header fields.
            pipeline.replace(NettyPipeline.HttpCodec, NettyPipeline.HttpCodec, codec(settings.maxHeaderBytes()));
            pipeline.addAfter(NettyPipeline.HttpCodec, "unreadable-requests", new UnreadableRequests(lag));
            pipeline.addAfter(NettyPipeline.HttpCodec, "pipelined-requests", new PipelinedRequests(connections));
            // Probes and scrapes must not fail because clients hold all connections.
            if (management.isManagement(channel.localAddress())) {
                return;
            }
            if (connections.tryOpen()) {
                SlowClientHandler slowClients = new SlowClientHandler(ClientLimits.SHIPPED, connections);
                pipeline.addAfter(NettyPipeline.HttpCodec, "slow-clients", slowClients);
            } else {
                channel.close();
            }
        });
    }
}
