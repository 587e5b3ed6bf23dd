package io.productcatalog.command.lifecycle;

import io.productcatalog.command.http.RequestHeadDeadline;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/**
 * A Tomcat connector that accepts every waiting connection before it closes its port. By default Tomcat stops accepting
 * some milliseconds before it closes the port, and the connections made in between are reset. So is the one that its
 * acceptor gets when it has been told to stop.
 *
 * <p>A request head has a {@link RequestHeadDeadline deadline}. While more than half of the connections that may be open
 * are open, nothing more is read from those whose client is waited for and got no answer for 3 s. A client that sends
 * nothing, or sends slowly, is so disconnected and locks nobody out. A request that has arrived is still answered.
 */
@Component
class DrainingConnector implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.setProtocol(Protocol.class.getName());
        // The size of the headers limits them. Nothing here depends on a language, and Spring asks for the first one.
        factory.addConnectorCustomizers(connector -> connector.setMaxLocaleCount(Integer.MAX_VALUE));
    }

    /** Tomcat instantiates it by its class name. */
    public static final class Protocol extends Http11NioProtocol {

        public Protocol() {
            super(new Endpoint());
        }

        @Override
        protected Processor createProcessor() {
            return new RequestHeadDeadline(this, getAdapter());
        }
    }

    private static final class Endpoint extends NioEndpoint {

        private static final Duration MAX_WAIT_OF_MANY = Duration.ofSeconds(3);
        private static final long CHECK_SECONDS = 1;

        private boolean acceptorHasStopped;
        private @Nullable Future<?> checks;

        @Override
        public void startInternal() throws Exception {
            super.startInternal();
            checks = getUtilityExecutor()
                    .scheduleWithFixedDelay(this::endSlowRequests, CHECK_SECONDS, CHECK_SECONDS, TimeUnit.SECONDS);
        }

        @Override
        public void stopInternal() {
            if (checks != null) {
                checks.cancel(false);
            }
            super.stopInternal();
        }

        private void endSlowRequests() {
            if (getConnectionCount() <= getMaxConnections() / 2) {
                return;
            }
            long since = System.currentTimeMillis() - MAX_WAIT_OF_MANY.toMillis();
            for (SocketWrapperBase<NioChannel> connection : getConnections()) {
                if (connection instanceof NioSocketWrapper client
                        && client.interestOpsHas(SelectionKey.OP_READ)
                        && client.getLastWrite() < since) {
                    endInput(client.getSocket().getIOChannel());
                }
            }
        }

        /** Ends what can be read. The thread that waits for more, or the next one that reads, closes the connection. */
        private static void endInput(SocketChannel client) {
            try {
                client.shutdownInput();
            } catch (IOException closed) {
                // The connection has ended meanwhile.
            }
        }

        /** Called by the acceptor with the connection that it has accepted after it was told to stop. */
        @Override
        protected void destroySocket(SocketChannel last) {
            if (acceptorHasStopped || isPaused()) {
                super.destroySocket(last);
                return;
            }
            // Set before the next call, which calls this method again if it fails.
            acceptorHasStopped = true;
            if (!setSocketOptions(last)) {
                closeSocket(last);
            }
        }

        @Override
        protected void doCloseServerSocket() throws IOException {
            if (getServerSocket() instanceof ServerSocketChannel port && port.isOpen()) {
                port.configureBlocking(false);
                for (SocketChannel waiting = port.accept(); waiting != null; waiting = port.accept()) {
                    setSocketOptions(waiting);
                }
            }
            super.doCloseServerSocket();
        }
    }
}
