package io.productcatalog.command.http;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.springframework.http.HttpHeaders;

/**
 * A valve of Tomcat that ends requests whose body was not read, such as those without a valid token. Tomcat would read
 * the rest of a body after the answer and wait for each of its bytes, so that a slow client could keep a thread and its
 * buffers for as long as it likes.
 *
 * <p>The rest is discarded as far as it arrives within a second, so that a client that sends all of it first still reads
 * its answer. Then the connection is closed.
 */
public final class UnreadBodyValve extends ValveBase {

    private static final Duration MAX_DURATION = Duration.ofSeconds(1);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(10);
    private static final int BUFFER_BYTES = 8 * 1024;

    public UnreadBodyValve() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        getNext().invoke(request, response);
        if (request.isAsync() || discardAvailable(request)) {
            return;
        }
        if (!response.isCommitted()) {
            response.setHeader(HttpHeaders.CONNECTION, "close");
        }
        response.flushBuffer();
        long end = System.nanoTime() + MAX_DURATION.toNanos();
        while (!discardAvailable(request) && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(POLL_INTERVAL.toNanos());
        }
        request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
    }

    /** Discards what has arrived of the body, and returns whether that was the rest of it. */
    private static boolean discardAvailable(Request request) throws IOException {
        ServletInputStream body = request.getInputStream();
        byte[] discarded = new byte[BUFFER_BYTES];
        while (!isRead(request)) {
            request.getCoyoteRequest().action(ActionCode.AVAILABLE, true);
            if (request.getCoyoteRequest().getAvailable() == 0 || body.read(discarded) < 0) {
                return isRead(request);
            }
        }
        return true;
    }

    private static boolean isRead(Request request) {
        AtomicBoolean read = new AtomicBoolean();
        request.getCoyoteRequest().action(ActionCode.REQUEST_BODY_FULLY_READ, read);
        return read.get();
    }
}
