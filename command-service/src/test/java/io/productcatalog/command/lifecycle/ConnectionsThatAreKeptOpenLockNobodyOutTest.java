package io.productcatalog.command.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of the service's connector on real sockets, in a Tomcat whose own timeouts are far away. */
class ConnectionsThatAreKeptOpenLockNobodyOutTest {

    private static final int MAX_CONNECTIONS = 4;
    private static final String POST = " HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\nx";

    private final Tomcat tomcat = new Tomcat();
    private final List<Socket> clients = new ArrayList<>();
    private final CountDownLatch slow = new CountDownLatch(1);

    @BeforeEach
    void start(@TempDir Path directory) throws LifecycleException {
        tomcat.setBaseDir(directory.toString());
        Connector connector = new Connector(DrainingConnector.Protocol.class.getName());
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        connector.setProperty("connectionTimeout", "600000");
        connector.setProperty("maxConnections", Integer.toString(MAX_CONNECTIONS));
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", directory.toString());
        Tomcat.addServlet(context, "answers", new Answers());
        context.addServletMappingDecoded("/*", "answers");
        tomcat.start();
    }

    @AfterEach
    void stop() throws LifecycleException, IOException {
        for (Socket client : clients) {
            client.close();
        }
        tomcat.stop();
        tomcat.destroy();
    }

    /** Reads a body to its end, refuses the request without reading it, or takes its time. */
    private final class Answers extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            if (request.getRequestURI().equals("/refused")) {
                response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
            } else if (request.getRequestURI().equals("/slow")) {
                awaitSlow();
            } else {
                request.getInputStream().readAllBytes();
            }
        }
    }

    private void awaitSlow() throws IOException {
        try {
            slow.await();
        } catch (InterruptedException stop) {
            throw new IOException(stop);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "GET /head HTTP/1.1\r\nX: ",
                "GET /idle HTTP/1.1\r\nHost: x\r\n\r\n",
                "POST /read" + POST,
                "POST /refused" + POST
            })
    void whileManyAreOpenASilentClientIsDisconnected(String sent) throws IOException {
        for (int i = 0; i < MAX_CONNECTIONS; i++) {
            send(connect(), sent);
        }

        await("room for another client").until(() -> open() < MAX_CONNECTIONS);
    }

    /** A byte now and then is no answer. */
    @ParameterizedTest
    @ValueSource(strings = {"GET /head HTTP/1.1\r\nX: ", "POST /read" + POST, "POST /refused" + POST})
    void whileManyAreOpenASlowClientIsDisconnected(String sent) throws IOException {
        for (int i = 0; i < MAX_CONNECTIONS; i++) {
            send(connect(), sent);
        }

        await("room for another client").until(() -> {
            clients.forEach(ConnectionsThatAreKeptOpenLockNobodyOutTest::sendIfOpen);
            return open() < MAX_CONNECTIONS;
        });
    }

    @Test
    void aRequestThatHasArrivedIsAnsweredHoweverLongThatTakesAndTheNextOneToo() throws IOException {
        Socket client = connect();
        send(client, "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
        for (int i = 1; i < MAX_CONNECTIONS; i++) {
            connect();
        }
        await("the others to be disconnected").until(() -> open() <= 2);
        slow.countDown();
        assertThat(new String(client.getInputStream().readNBytes(13), StandardCharsets.US_ASCII))
                .isEqualTo("HTTP/1.1 200 ");

        send(client, "GET /idle HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                .contains("HTTP/1.1 200 ");
    }

    @Test
    void aClientThatSendsAWholeBodyBeforeItReadsGetsItsRefusal() throws IOException {
        Socket client = connect();
        send(client, "POST /refused" + POST + "x".repeat(199_999));
        send(client, "GET /next HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                .startsWith("HTTP/1.1 401 ")
                .contains("HTTP/1.1 200 ");
    }

    @Test
    void aFewSilentClientsStay() throws IOException {
        Socket silent = connect();
        send(silent, "GET /idle HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(silent.getInputStream().read()).isEqualTo('H');

        for (int i = 0; i < 2 * MAX_CONNECTIONS; i++) {
            try (Socket another = new Socket("127.0.0.1", port())) {
                send(another, "GET /idle HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
                assertThat(another.getInputStream().readAllBytes()).isNotEmpty();
            }
        }
        send(silent, "GET /idle HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(new String(silent.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                .contains("HTTP/1.1 200");
    }

    private long open() {
        return ((DrainingConnector.Protocol) tomcat.getConnector().getProtocolHandler()).getConnectionCount();
    }

    private int port() {
        return tomcat.getConnector().getLocalPort();
    }

    private Socket connect() throws IOException {
        Socket client = new Socket("127.0.0.1", port());
        client.setSoTimeout(120_000);
        clients.add(client);
        return client;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void sendIfOpen(Socket socket) {
        try {
            send(socket, "x");
        } catch (IOException closed) {
            // What the test waits for.
        }
    }
}
