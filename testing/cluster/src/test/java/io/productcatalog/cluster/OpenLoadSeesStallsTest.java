package io.productcatalog.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/**
 * The load generator has no coordinated omission: requests that are due during a stall count with their waiting time.
 */
class OpenLoadSeesStallsTest {

    private static final byte[] REQUEST = "GET / HTTP/1.1\r\nHost: server\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private static final int PER_SECOND = 1_000;
    private static final int MAX_CONNECTIONS = 64;
    private static final long HALF_A_SECOND_MICROS = 500_000;

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private Channel server;

    @BeforeEach
    void start() throws InterruptedException {
        server = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new HttpServerCodec(), new Ok());
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .sync()
                .channel();
    }

    @AfterEach
    void stop() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    /** A busy machine only makes more requests wait, so the test does not depend on its speed. */
    @Test
    void latenciesIncludeTheWaitOfRequestsThatWereDueDuringAStall() throws InterruptedException {
        String url = "http://127.0.0.1:" + ((InetSocketAddress) server.localAddress()).getPort();
        try (Connections connections = new Connections(url, MAX_CONNECTIONS);
                OpenLoad load = OpenLoad.start(
                        PER_SECOND,
                        () -> Mono.create(sink -> connections.send(REQUEST, sink::success)),
                        Answer::isOk)) {
            load.awaitGood(PER_SECOND);
            CompletableFuture<Void> stallEnd = new CompletableFuture<>();
            loop.execute(stallEnd::join);
            long due = load.sent();
            await().until(() -> load.sent() > due + PER_SECOND);
            stallEnd.complete(null);
            load.close();

            assertThat(load.failures()).isEmpty();
            Histogram latencies = load.latencies();
            assertThat(latencies.getTotalCount()).as("every request is counted").isEqualTo(load.sent());
            assertThat(latencies.getCountBetweenValues(HALF_A_SECOND_MICROS, latencies.getMaxValue()))
                    .as("requests that waited half a second or more: many more than there are connections")
                    .isGreaterThan(4 * MAX_CONNECTIONS);
        }
    }

    private static final class Ok extends SimpleChannelInboundHandler<HttpRequest> {

        @Override
        protected void channelRead0(ChannelHandlerContext context, HttpRequest request) {
            DefaultFullHttpResponse ok =
                    new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.EMPTY_BUFFER);
            ok.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0);
            context.writeAndFlush(ok, context.voidPromise());
        }
    }
}
