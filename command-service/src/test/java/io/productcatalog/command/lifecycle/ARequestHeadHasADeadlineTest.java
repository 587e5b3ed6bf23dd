package io.productcatalog.command.lifecycle;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client of the service's connector on a real socket, in a Tomcat without an application. */
class ARequestHeadHasADeadlineTest {

    private final Tomcat tomcat = new Tomcat();

    @BeforeEach
    void start(@TempDir Path directory) throws LifecycleException {
        tomcat.setBaseDir(directory.toString());
        Connector connector = new Connector(DrainingConnector.Protocol.class.getName());
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        // Longer than the pauses of the client, so that Tomcat's own timeout does not end the connection.
        connector.setProperty("connectionTimeout", "2000");
        tomcat.setConnector(connector);
        tomcat.addContext("", directory.toString());
        tomcat.start();
    }

    @AfterEach
    void stop() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
    }

    @Test
    void aHeadThatArrivesByteByByteEndsItsConnection() throws IOException {
        try (Socket dribbling = new Socket("127.0.0.1", tomcat.getConnector().getLocalPort())) {
            send(dribbling, "GET /products HTTP/1.1\r\nX: ");

            await("the connection to be closed").until(() -> !accepts(dribbling));
        }
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Whether the server still takes bytes of this connection. */
    private static boolean accepts(Socket socket) {
        try {
            send(socket, "x");
            return true;
        } catch (IOException closed) {
            return false;
        }
    }
}
