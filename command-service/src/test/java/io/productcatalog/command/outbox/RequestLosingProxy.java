package io.productcatalog.command.outbox;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A proxy of a broker that loses the first produce request, as a broker does that is not the leader yet. If the client
 * sends another one before it knows, the proxy forwards that one and then closes the connection. Otherwise it closes the
 * connection after a while without a request.
 */
final class RequestLosingProxy implements AutoCloseable {

    private static final int SILENCE_MILLIS = 2_000;
    private static final short PRODUCE = 0;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicBoolean lost = new AtomicBoolean();
    private final int broker;
    private final ServerSocket port;

    /** @param broker the port of the broker on 127.0.0.1 */
    RequestLosingProxy(int broker) throws IOException {
        this.broker = broker;
        this.port = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    String bootstrapServers() {
        return "127.0.0.1:" + port.getLocalPort();
    }

    /** Whether the first produce request has been lost. */
    boolean hasLostOne() {
        return lost.get();
    }

    private void accept() {
        while (!port.isClosed()) {
            try {
                Socket client = port.accept();
                threads.execute(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        CountDownLatch overtaken = new CountDownLatch(1);
        try (client;
                Socket server = new Socket(InetAddress.getLoopbackAddress(), broker)) {
            threads.execute(() -> answers(server, client, overtaken));
            requests(client, server, overtaken);
        } catch (IOException closed) {
            // By either side.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void requests(Socket client, Socket server, CountDownLatch overtaken)
            throws IOException, InterruptedException {
        DataInputStream in = new DataInputStream(client.getInputStream());
        DataOutputStream out = new DataOutputStream(server.getOutputStream());
        while (true) {
            byte[] request = frame(in);
            if (ByteBuffer.wrap(request).getShort() == PRODUCE && lost.compareAndSet(false, true)) {
                client.setSoTimeout(SILENCE_MILLIS);
                byte[] next = nextOrNull(in);
                if (next != null) {
                    forward(next, out);
                    overtaken.await();
                }
                return;
            }
            forward(request, out);
        }
    }

    private static byte @Nullable [] nextOrNull(DataInputStream in) throws IOException {
        try {
            return frame(in);
        } catch (SocketTimeoutException silence) {
            return null;
        }
    }

    /** Passes on the answers, in which the broker's address is replaced by that of the proxy. */
    private void answers(Socket server, Socket client, CountDownLatch overtaken) {
        byte[] address = address(broker);
        byte[] own = address(port.getLocalPort());
        try {
            DataInputStream in = new DataInputStream(server.getInputStream());
            DataOutputStream out = new DataOutputStream(client.getOutputStream());
            while (true) {
                byte[] answer = frame(in);
                for (int i = 0; i <= answer.length - address.length; i++) {
                    if (Arrays.equals(answer, i, i + address.length, address, 0, address.length)) {
                        System.arraycopy(own, 0, answer, i, own.length);
                    }
                }
                forward(answer, out);
                if (lost.get()) {
                    overtaken.countDown();
                }
            }
        } catch (IOException closed) {
            overtaken.countDown();
        }
    }

    /** The host and port as answers contain them. */
    private static byte[] address(int port) {
        byte[] host = "127.0.0.1".getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(host.length + Integer.BYTES)
                .put(host)
                .putInt(port)
                .array();
    }

    private static byte[] frame(DataInputStream in) throws IOException {
        return in.readNBytes(in.readInt());
    }

    private static void forward(byte[] frame, DataOutputStream out) throws IOException {
        out.writeInt(frame.length);
        out.write(frame);
        out.flush();
    }

    @Override
    public void close() {
        try {
            port.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}
