package io.productcatalog.stack.parts;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** The TCP ports on 127.0.0.1 that the parts listen on. */
public record PartsPorts(int kafka, int kafkaController, int postgres, int registry, int registryManagement) {

    /**
     * The first of the ports that {@link #free} chooses from. They lie below those of {@code make run}, and below the
     * range from which systems give ports to outgoing connections. Each process has its own block of them, so that two
     * processes that start at the same time do not choose the same port.
     */
    private static final int FIRST_PORT = 10_000;

    private static final int BLOCK = 64;
    private static final int BLOCKS = 230;
    private static final AtomicInteger NEXT = new AtomicInteger();

    /** Ports that are free now. If another process takes one before its part does, that part fails to start. */
    public static PartsPorts ephemeral() {
        List<Integer> free = free(5);
        return new PartsPorts(free.get(0), free.get(1), free.get(2), free.get(3), free.get(4));
    }

    /** Different ports that are free now. */
    public static List<Integer> free(int count) {
        int block = FIRST_PORT + (int) (ProcessHandle.current().pid() % BLOCKS) * BLOCK;
        List<Integer> ports = IntStream.generate(NEXT::getAndIncrement)
                .limit(BLOCK)
                .map(number -> block + Math.floorMod(number, BLOCK))
                .filter(PartsPorts::isFree)
                .limit(count)
                .boxed()
                .toList();
        if (ports.size() < count) {
            throw new PartFailure(
                    "fewer than %d ports from %d to %d are free".formatted(count, block, block + BLOCK - 1));
        }
        return ports;
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException used) {
            return false;
        }
    }
}
