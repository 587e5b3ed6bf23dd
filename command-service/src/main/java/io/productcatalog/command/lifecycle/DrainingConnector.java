package io.productcatalog.command.lifecycle;

import io.productcatalog.command.http.RequestHeadDeadline;
import io.productcatalog.command.http.UnreadBodyValve;
import java.io.IOException;
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
 * <p>A request head has a {@link RequestHeadDeadline deadline}, and so has a body that is {@link UnreadBodyValve not
 * read}. While more than half of the connections that may be open
 * are open, a client that has got no byte of an answer for 3 s is disconnected, whether it sends nothing, sends slowly or
 * does not read. So connections that are kept open lock nobody out for long.
 */
@Component
class DrainingConnector implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.setProtocol(Protocol.class.getName());
        factory.addContextValves(new UnreadBodyValve());
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

        private static final Duration MAX_SILENCE_OF_MANY = Duration.ofSeconds(3);
        private static final long CHECK_SECONDS = 1;

        private boolean acceptorHasStopped;
        private @Nullable Future<?> checks;

        @Override
        public void startInternal() throws Exception {
            super.startInternal();
            checks = getUtilityExecutor()
                    .scheduleWithFixedDelay(this::disconnectSilent, CHECK_SECONDS, CHECK_SECONDS, TimeUnit.SECONDS);
        }

        @Override
        public void stopInternal() {
            if (checks != null) {
                checks.cancel(false);
            }
            super.stopInternal();
        }

        private void disconnectSilent() {
            if (getConnectionCount() <= getMaxConnections() / 2) {
                return;
            }
            long since = System.currentTimeMillis() - MAX_SILENCE_OF_MANY.toMillis();
            for (SocketWrapperBase<NioChannel> connection : getConnections()) {
                if (connection instanceof NioSocketWrapper client && client.getLastWrite() < since) {
                    client.close();
                }
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
