package io.productcatalog.command.lifecycle;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * The first step of a shutdown, so that no request is lost between a client that sends and a server that closes.
 * Readiness is down already. For a while requests are still accepted, and every answer asks its client to close the
 * connection. Then the port is closed, and what came in before it was is still answered; only after that begins the
 * server's own graceful shutdown, which answers no new request on a connection that is open.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 15)
public class RequestDrain extends OncePerRequestFilter implements SmartLifecycle {

    private static final Duration AFTER_CLOSING = Duration.ofMillis(250);

    private final Duration delay;
    private final ApplicationContext context;
    private volatile boolean draining;
    private volatile boolean running;

    public RequestDrain(@Value("${CATALOG_DRAIN_DELAY}") Duration delay, ApplicationContext context) {
        this.delay = delay;
        this.context = context;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (draining) {
            response.setHeader(HttpHeaders.CONNECTION, "close");
        }
        chain.doFilter(request, response);
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        draining = true;
        try {
            Thread.sleep(delay);
            closePort();
            Thread.sleep(AFTER_CLOSING);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        running = false;
    }

    private void closePort() {
        if (context instanceof WebServerApplicationContext web
                && web.getWebServer() instanceof TomcatWebServer server) {
            server.getTomcat().getConnector().getProtocolHandler().closeServerSocketGraceful();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before the web server's own graceful shutdown. */
    @Override
    public int getPhase() {
        return SmartLifecycle.DEFAULT_PHASE - 512;
    }
}
