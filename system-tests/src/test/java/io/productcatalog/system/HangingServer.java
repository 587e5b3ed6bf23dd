package io.productcatalog.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server that takes every connection, reads nothing and never answers. */
final class HangingServer implements AutoCloseable {

    private final ServerSocket server;
    private final List<Socket> taken = new CopyOnWriteArrayList<>();

    private HangingServer(ServerSocket server) {
        this.server = server;
    }

    static HangingServer start() {
        try {
            HangingServer hanging = new HangingServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
            Thread.startVirtualThread(hanging::take);
            return hanging;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void take() {
        try {
            while (true) {
                taken.add(server.accept());
            }
        } catch (IOException closed) {
            // That is its end.
        }
    }

    /** As that of a schema registry. */
    String url() {
        return "http://127.0.0.1:" + server.getLocalPort() + "/apis/ccompat/v7";
    }

    boolean wasAsked() {
        return !taken.isEmpty();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : taken) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
