package io.productcatalog.query.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/** A client on a real socket that sends many requests before it reads an answer. */
class PipelinedRequestsTest {

    /** More than the buffers of both sockets hold. */
    private static final int LARGE = 16 * 1024 * 1024;

    private static final Duration LONG = Duration.ofMinutes(10);

    /** More than one connection can make wait, and less than nine can. */
    private static final int MAX_WAITING = 500;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ClientLimits limits =
            new ClientLimits(10, LONG, LONG, LONG, MAX_WAITING, LONG, 1, Long.MAX_VALUE, LONG);
    private final ClientConnections connections = new ClientConnections(limits, meters);
    private final List<String> begun = new CopyOnWriteArrayList<>();
    private final Sinks.Empty<Void> slow = Sinks.empty();

    /** A single one, so that an answer to another client shows that everything before it has been done. */
    private final LoopResources eventLoop = LoopResources.create("pipelined", 1, true);

    private final DisposableServer server = HttpConfiguration.READ_BUFFER
            .apply(HttpServer.create())
            .host("127.0.0.1")
            .port(0)
            .runOn(eventLoop)
            .doOnChannelInit((_, channel, _) -> {
                connections.tryOpen();
                channel.pipeline()
                        .replace(NettyPipeline.HttpCodec, NettyPipeline.HttpCodec, HttpConfiguration.codec(16_384));
                channel.pipeline()
                        .addAfter(NettyPipeline.HttpCodec, "unreadable", new UnreadableRequests(() -> "7"))
                        .addAfter(NettyPipeline.HttpCodec, "pipelined", new PipelinedRequests(connections))
                        .addAfter(NettyPipeline.HttpCodec, "slow", new SlowClientHandler(limits, connections));
            })
            .handle((request, response) -> {
                begun.add(request.uri());
                byte[] body = new byte[request.uri().startsWith("/large") ? LARGE : 1];
                Mono<Void> before = request.uri().equals("/slow") ? slow.asMono() : Mono.empty();
                return response.header("Content-Length", Integer.toString(body.length))
                        .sendObject(before.then(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(body))));
            })
            .bindNow();

    private Socket socket;

    @BeforeEach
    void connect() throws IOException {
        socket = new Socket("127.0.0.1", server.port());
        socket.setSoTimeout(120_000);
    }

    @AfterEach
    void stop() throws IOException {
        socket.close();
        server.disposeNow();
        eventLoop.dispose();
    }

    @Test
    void answersThatNobodyReadsAreMadeOneAtATime() throws IOException {
        send("/large/1", "/large/2", "/large/3");

        await().until(() -> unread() > 0);
        try (Socket another = new Socket("127.0.0.1", server.port())) {
            another.getOutputStream().write(request("/another"));
            assertThat(another.getInputStream().read()).isEqualTo('H');
        }
        assertThat(begun).containsExactly("/large/1", "/another");

        answer(LARGE);
        answer(LARGE);
        answer(LARGE);
        assertThat(begun).containsExactly("/large/1", "/another", "/large/2", "/large/3");
    }

    @Test
    void manyRequestsAreAnsweredInTheirOrderAndTheConnectionStaysUsable() throws IOException {
        String[] targets = new String[1_000];
        targets[0] = "/slow";
        for (int i = 1; i < targets.length; i++) {
            targets[i] = "/" + i;
        }
        send(targets);
        await().until(() -> begun.contains("/slow"));
        slow.tryEmitEmpty();
        for (int i = 0; i < targets.length; i++) {
            assertThat(answer(1)).startsWith("HTTP/1.1 200 ");
        }
        assertThat(begun).containsExactly(targets);

        send("/again");
        assertThat(answer(1)).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aConnectionIsClosedWhenTooManyRequestsWait() throws IOException {
        String[] targets = new String[MAX_WAITING];
        Arrays.fill(targets, "/");
        targets[0] = "/slow";
        List<Socket> others = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            Socket other = new Socket("127.0.0.1", server.port());
            other.setSoTimeout(1);
            other.getOutputStream().write(requests(targets));
            others.add(other);
        }
        await("one to be closed").until(() -> others.stream().anyMatch(PipelinedRequestsTest::isClosed));
        for (Socket other : others) {
            other.close();
        }
        await().until(() -> open() == 1);

        slow.tryEmitEmpty();
        send(targets);
        for (int i = 0; i < targets.length; i++) {
            assertThat(answer(1)).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void aRequestThatCannotBeReadIsAnsweredInItsTurn() throws IOException {
        String requests = "GET /slow HTTP/1.1\r\nHost: x\r\n\r\nGET /without-a-host HTTP/1.1\r\n\r\nHELLO\r\n\r\n";
        socket.getOutputStream().write(requests.getBytes(StandardCharsets.US_ASCII));
        await().until(() -> begun.contains("/slow"));
        slow.tryEmitEmpty();

        String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);

        assertThat(answers.split("(?=HTTP/1.1 )")).hasSize(2).satisfies(parts -> {
            assertThat(parts[0]).startsWith("HTTP/1.1 200 ");
            assertThat(parts[1]).startsWith("HTTP/1.1 400 ");
        });
    }

    /** Whether the server has closed a connection on which it has answered nothing. */
    private static boolean isClosed(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    private double open() {
        return meters.get("catalog.connections.open").gauge().value();
    }

    private double unread() {
        return meters.get("catalog.connections.unread").gauge().value();
    }

    private void send(String... targets) throws IOException {
        socket.getOutputStream().write(requests(targets));
    }

    private static byte[] requests(String... targets) {
        ByteArrayOutputStream requests = new ByteArrayOutputStream();
        for (String target : targets) {
            requests.writeBytes(request(target));
        }
        return requests.toByteArray();
    }

    private static byte[] request(String target) {
        return ("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** Reads one answer and returns its head. */
    private String answer(int length) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            assertThat(next).as("after %s", head).isNotNegative();
            head.append((char) next);
        }
        assertThat(socket.getInputStream().readNBytes(length)).hasSize(length);
        return head.toString();
    }
}
