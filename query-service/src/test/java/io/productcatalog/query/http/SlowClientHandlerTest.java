package io.productcatalog.query.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;

/** Clients on real sockets that send or read too slowly. */
class SlowClientHandlerTest {

    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration SHORT = Duration.ofMillis(100);

    /** More than the buffers of both sockets hold. */
    private static final int LARGE = 64 * 1024 * 1024;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<Socket> sockets = new ArrayList<>();
    private ClientConnections connections;
    private DisposableServer server;

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        server.disposeNow();
    }

    @Test
    void aRequestHeadThatArrivesByteByByteIsNotWaitedForForEver() throws IOException {
        start(new ClientLimits(10, SHORT, LONG, LONG, 10, LONG, 1, LARGE, LONG));
        Socket dribbling = connect();

        await("the connection to be closed").until(() -> !accepts(dribbling, "G"));
        assertThat(answered("/small")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aConnectionThatAsksForNothingMoreIsClosed() throws IOException {
        start(new ClientLimits(10, LONG, SHORT, LONG, 10, LONG, 1, LARGE, LONG));
        Socket idle = connect();
        send(idle, "/small");

        assertThat(readToTheEnd(idle)).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void idleConnectionsAreClosedSoonerWhileManyAreOpen() throws IOException {
        start(new ClientLimits(4, LONG, LONG, SHORT, 10, LONG, 1, LARGE, LONG));
        Socket first = connect();
        send(first, "/small");
        Socket second = connect();
        send(second, "/small");
        Socket third = connect();
        send(third, "/small");

        await().until(() -> open() <= 2);
        assertThat(answered("/small")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void anAnswerThatNobodyReadsEndsItsConnectionAndItsMemory() throws IOException {
        start(new ClientLimits(10, LONG, LONG, LONG, 10, SHORT, Long.MAX_VALUE, 4L * LARGE, LONG));
        Socket slow = connect();
        send(slow, "/large");

        await().until(() -> open() == 0);
        assertThat(unread()).isZero();
        assertThat(answered("/small")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void whatIsUnreadIsCountedAtOnceAndNoLongerWhenItIsRead() throws IOException {
        start(new ClientLimits(10, LONG, LONG, LONG, 10, LONG, 1, 4L * LARGE, LONG));
        Socket slow = connect();
        send(slow, "/large");

        await().until(() -> unread() > 0);
        assertThat(connections.hasRoomFor(4L * LARGE)).isFalse();

        assertThat(slow.getInputStream().readNBytes(LARGE)).hasSize(LARGE);
        await().until(() -> unread() == 0);
        assertThat(connections.hasRoomFor(4L * LARGE)).isTrue();
    }

    @Test
    void aClientThatReadsKeepsItsConnectionHoweverLargeItsAnswerIs() throws IOException {
        start(new ClientLimits(10, LONG, LONG, LONG, 10, SHORT, 1, 4L * LARGE, LONG));

        assertThat(answered("/large")).hasSizeGreaterThan(LARGE);
    }

    @Test
    void whileTooMuchIsUnreadTheSlowClientsGo() throws IOException {
        start(new ClientLimits(10, LONG, LONG, LONG, 10, LONG, 1, 1, SHORT));
        Socket slow = connect();
        send(slow, "/large");

        await().until(() -> open() == 0);
        assertThat(answered("/small")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void connectionsBeyondTheLimitAreClosedAtOnceAndAPlaceIsUsedAgain() throws IOException {
        start(new ClientLimits(2, LONG, LONG, LONG, 10, LONG, 1, LARGE, LONG));
        Socket first = connect();
        send(first, "/small");
        Socket second = connect();
        send(second, "/small");
        await().until(() -> open() == 2);

        assertThat(readToTheEnd(connect())).isEmpty();

        first.close();
        await().until(() -> open() == 1);
        assertThat(answered("/small")).startsWith("HTTP/1.1 200 ");
    }

    private void start(ClientLimits limits) {
        connections = new ClientConnections(limits, meters);
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .doOnChannelInit((_, channel, _) -> {
                    if (connections.tryOpen()) {
                        channel.pipeline()
                                .addAfter(NettyPipeline.HttpCodec, "slow", new SlowClientHandler(limits, connections));
                    } else {
                        channel.close();
                    }
                })
                .handle((request, response) -> response.sendObject(Mono.fromSupplier(
                        () -> Unpooled.wrappedBuffer(new byte[request.uri().equals("/large") ? LARGE : 1]))))
                .bindNow();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket("127.0.0.1", server.port());
        socket.setSoTimeout(120_000);
        sockets.add(socket);
        return socket;
    }

    private static void send(Socket socket, String target) throws IOException {
        socket.getOutputStream()
                .write(("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    /** Whether the server still takes bytes of this connection. */
    private static boolean accepts(Socket socket, String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            return true;
        } catch (IOException closed) {
            return false;
        }
    }

    private String answered(String target) throws IOException {
        Socket socket = connect();
        socket.getOutputStream()
                .write(("GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return readToTheEnd(socket);
    }

    private static String readToTheEnd(Socket socket) throws IOException {
        try (InputStream in = socket.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (SocketException reset) {
            return "";
        }
    }

    private double open() {
        return meters.get("catalog.connections.open").gauge().value();
    }

    private double unread() {
        return meters.get("catalog.connections.unread").gauge().value();
    }
}
