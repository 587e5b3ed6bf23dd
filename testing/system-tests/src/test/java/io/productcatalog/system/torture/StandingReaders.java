package io.productcatalog.system.torture;

import io.productcatalog.cluster.Replica;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Clients that request pages and read nothing of the answers. */
final class StandingReaders {

    private static final int CLIENTS_PER_REPLICA = 60;
    private static final int REQUESTS_PER_CLIENT = 5;
    private static final int RECEIVE_BUFFER_BYTES = 4096;
    private static final int CONNECT_TIMEOUT_MILLIS = 2_000;
    private static final byte[] REQUEST =
            "GET /products?limit=100 HTTP/1.1\r\nHost: catalog\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private StandingReaders() {}

    /** Keeps such clients at each replica for this time. A replica that is down gets none. */
    static void hold(List<Replica> replicas, Duration time) throws InterruptedException {
        List<Socket> clients = new ArrayList<>();
        try {
            for (Replica replica : replicas) {
                open(replica, clients);
            }
            Thread.sleep(time);
        } finally {
            clients.forEach(StandingReaders::close);
        }
    }

    private static void open(Replica replica, List<Socket> clients) {
        URI url = URI.create(replica.service().url());
        try {
            for (int i = 0; i < CLIENTS_PER_REPLICA; i++) {
                Socket client = new Socket();
                clients.add(client);
                client.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
                client.connect(new InetSocketAddress(url.getHost(), url.getPort()), CONNECT_TIMEOUT_MILLIS);
                for (int request = 0; request < REQUESTS_PER_CLIENT; request++) {
                    client.getOutputStream().write(REQUEST);
                }
            }
        } catch (IOException down) {
            System.out.println("No more standing readers at " + replica.name() + ": " + down);
        }
    }

    private static void close(Socket client) {
        try {
            client.close();
        } catch (IOException alreadyReset) {
            System.out.println("A standing reader was reset: " + alreadyReset);
        }
    }
}
