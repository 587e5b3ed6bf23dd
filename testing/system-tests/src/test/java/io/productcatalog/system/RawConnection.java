package io.productcatalog.system;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A connection to a service. The test decides when each part of a request is sent, and when the answers are read. */
final class RawConnection implements AutoCloseable {

    /** Small, so that the server cannot send much that is not read. */
    private static final int RECEIVE_BUFFER_BYTES = 4096;

    private final Socket socket;

    private RawConnection(Socket socket) {
        this.socket = socket;
    }

    static RawConnection to(String url) {
        URI server = URI.create(url);
        Socket socket = new Socket();
        try {
            socket.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
            socket.connect(new InetSocketAddress(server.getHost(), server.getPort()));
            return new RawConnection(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends the head of a request, also when earlier requests are not answered yet. */
    RawConnection head(String method, String path, String... headers) {
        send(method + " " + path + " HTTP/1.1\r\nHost: catalog\r\n");
        for (String header : headers) {
            send(header + "\r\n");
        }
        send("\r\n");
        return this;
    }

    /** Sends a part of a body with {@code Transfer-Encoding: chunked}. An empty part ends the body. */
    RawConnection chunk(String part) {
        send(Integer.toHexString(part.getBytes(StandardCharsets.UTF_8).length) + "\r\n" + part + "\r\n");
        return this;
    }

    private void send(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads until the server closes the connection. If the connection breaks, the text ends with the reason. */
    String answers() {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(read);
            return read.toString(StandardCharsets.UTF_8);
        } catch (IOException broken) {
            return read.toString(StandardCharsets.UTF_8) + broken;
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
