package io.productcatalog.stack.parts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** The TCP ports on 127.0.0.1 that the parts listen on. */
public record PartsPorts(int kafka, int kafkaController, int postgres, int registry, int registryManagement) {

    /** Ports that are free now. If another process takes one before its part does, that part fails to start. */
    public static PartsPorts ephemeral() {
        List<Integer> free = free(5);
        return new PartsPorts(free.get(0), free.get(1), free.get(2), free.get(3), free.get(4));
    }

    /** Different ports that are free now. */
    public static List<Integer> free(int count) {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            sockets.forEach(PartsPorts::close);
        }
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
