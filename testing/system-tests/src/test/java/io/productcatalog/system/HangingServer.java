package io.productcatalog.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A TCP server that accepts every connection, reads nothing and never answers. */
final class HangingServer implements AutoCloseable {

    private final ServerSocket server;
    private final List<Socket> accepted = new CopyOnWriteArrayList<>();

    private HangingServer(ServerSocket server) {
        this.server = server;
    }

    static HangingServer start() {
        try {
            HangingServer hanging = new HangingServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
            Thread.startVirtualThread(hanging::acceptAll);
            return hanging;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void acceptAll() {
        try {
            while (true) {
                accepted.add(server.accept());
            }
        } catch (IOException closed) {
            // close() ends the loop.
        }
    }

    /** The URL in the form of a schema registry's. */
    String url() {
        return "http://127.0.0.1:" + server.getLocalPort() + "/apis/ccompat/v7";
    }

    boolean hasConnections() {
        return !accepted.isEmpty();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : accepted) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
