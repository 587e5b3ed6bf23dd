package io.productcatalog.command.http;

import java.io.IOException;
import org.apache.coyote.Adapter;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * A processor of Tomcat that closes a connection whose request head is not complete within the connection timeout. In
 * Tomcat that timeout begins again with each byte, so a client could keep a connection for as long as it likes.
 *
 * <p>It looks whenever bytes have arrived. If none arrive, Tomcat itself closes the connection.
 */
public final class RequestHeadDeadline extends Http11Processor {

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final long limitNanos;

    public RequestHeadDeadline(AbstractHttp11Protocol<?> protocol, Adapter adapter) {
        super(protocol, adapter);
        this.limitNanos = protocol.getConnectionTimeout() * NANOS_PER_MILLI;
    }

    @Override
    public SocketState service(SocketWrapperBase<?> connection) throws IOException {
        SocketState state = super.service(connection);
        boolean incomplete = state == SocketState.LONG && !isAsync();
        return incomplete && System.nanoTime() - request.getStartTimeNanos() > limitNanos ? SocketState.CLOSED : state;
    }
}
