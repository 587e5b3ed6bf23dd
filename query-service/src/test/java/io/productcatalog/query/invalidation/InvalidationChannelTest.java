package io.productcatalog.query.invalidation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class InvalidationChannelTest {

    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final AtomicInteger missed = new AtomicInteger();

    private final InvalidationListener listener = new InvalidationListener() {

        @Override
        public void stored(UUID product, long version) {}

        @Override
        public void missed(boolean connected) {
            missed.incrementAndGet();
        }
    };

    @Test
    void aConnectionToAServerThatNeverAnswersIsClosedAndRetriedAndListenersAreNotified() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> acceptAll(server));
            PGSimpleDataSource connections = new PGSimpleDataSource();
            connections.setURL("jdbc:postgresql://127.0.0.1:" + server.getLocalPort() + "/any");
            connections.setUser("anyone");
            connections.setSocketTimeout(1);
            InvalidationChannel channel = new InvalidationChannel(
                    connections, "read_model_1", List.of(listener), new InvalidationHeartbeat());
            channel.start();

            await().until(() -> accepted.get() >= 3 && closed.get() >= 2 && missed.get() >= 8);
            assertThat(channel.isConnected()).isFalse();

            channel.stop();
            await().until(() -> closed.get() == accepted.get());
            assertThat(channel.isRunning()).isFalse();
        }
    }

    private void acceptAll(ServerSocket server) {
        try {
            while (true) {
                Socket socket = server.accept();
                accepted.incrementAndGet();
                Thread.ofVirtual().start(() -> readToTheEnd(socket));
            }
        } catch (IOException serverClosed) {
            return;
        }
    }

    private void readToTheEnd(Socket socket) {
        try (socket) {
            socket.getInputStream().readAllBytes();
        } catch (IOException reset) {
            // A reset also closes it.
        }
        closed.incrementAndGet();
    }
}
