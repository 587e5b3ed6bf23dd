package io.productcatalog.command.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guarantee 4: a client whose connection was made before the port closed is answered, also if Tomcat has yet to accept it. */
class NoWaitingConnectionIsResetWhenThePortClosesTest {

    private static final int WAITING = 5;

    private final Connector connector = new Connector(new DrainingConnector.Protocol());
    private final Tomcat tomcat = new Tomcat();

    @BeforeEach
    void startWithOneConnectionAtATime(@TempDir Path directory) throws LifecycleException {
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        connector.setProperty("maxConnections", "1");
        // As Spring Boot sets it. Otherwise Tomcat does not close the port before it stops.
        connector.setProperty("bindOnInit", "false");
        tomcat.setBaseDir(directory.toString());
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", null);
        Tomcat.addServlet(context, "any", new HttpServlet() {
            @Override
            protected void doGet(HttpServletRequest request, HttpServletResponse response) {
                response.setStatus(204);
            }
        });
        context.addServletMappingDecoded("/", "any");
        tomcat.start();
    }

    @AfterEach
    void stop() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
    }

    @Test
    void everyConnectionThatWaitsIsAcceptedAndAnswered() throws IOException {
        List<String> answers = new ArrayList<>();
        try (Socket only = connect("keep-alive")) {
            assertThat(only.getInputStream().read()).isEqualTo('H');
            List<Socket> waiting = new ArrayList<>();
            for (int i = 0; i < WAITING; i++) {
                waiting.add(connect("close"));
            }
            int port = connector.getLocalPort();

            connector.getProtocolHandler().closeServerSocketGraceful();

            for (Socket client : waiting) {
                answers.add(answer(client));
            }
            assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port))
                    .isInstanceOf(ConnectException.class);
        }
        assertThat(answers).hasSize(WAITING).allMatch(answer -> answer.startsWith("HTTP/1.1 204 "));
    }

    private Socket connect(String connection) throws IOException {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort());
        client.getOutputStream()
                .write(("GET / HTTP/1.1\r\nHost: x\r\nConnection: " + connection + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return client;
    }

    private static String answer(Socket client) {
        try (client) {
            return new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException reset) {
            return reset.toString();
        }
    }
}
