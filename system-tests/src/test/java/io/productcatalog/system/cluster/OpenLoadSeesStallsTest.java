package io.productcatalog.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** No coordinated omission: requests that were due while a server stood still count with the time they had to wait. */
class OpenLoadSeesStallsTest {

    private static final byte[] REQUEST = "GET / HTTP/1.1\r\nHost: server\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

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

    @Test
    void aServerThatStandsStillForOneSecondOfTenIsSeenInThePercentiles() throws InterruptedException {
        Histogram latencies;
        String url = "http://127.0.0.1:" + ((InetSocketAddress) server.localAddress()).getPort();
        try (Connections connections = new Connections(url, 64);
                OpenLoad load = OpenLoad.start(
                        5_000,
                        () -> Mono.create(sink -> connections.send(REQUEST, sink::success)),
                        answer -> answer.status() == 200)) {
            TimeUnit.SECONDS.sleep(4);
            loop.execute(() -> LockSupport.parkNanos(1_000_000_000));
            TimeUnit.SECONDS.sleep(6);
            load.close();
            assertThat(load.failures()).isEmpty();
            latencies = load.latencies();
        }

        assertThat(latencies.getTotalCount()).as("nothing is left out").isGreaterThan(45_000);
        assertThat(latencies.getValueAtPercentile(99) / 1e6)
                .as("seconds: of the tenth that had to wait, up to one second, nine tenths waited less")
                .isBetween(0.85, 1.2);
        assertThat(latencies.getValueAtPercentile(50) / 1e6)
                .as("seconds: most were not concerned")
                .isLessThan(0.5);
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
