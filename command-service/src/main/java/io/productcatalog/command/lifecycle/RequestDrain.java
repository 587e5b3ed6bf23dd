package io.productcatalog.command.lifecycle;

import io.productcatalog.command.settings.ShutdownSettings;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
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
 * The drain of requests, the first step of a shutdown. It prevents the loss of requests that clients send while the
 * server closes.
 *
 * <p>Readiness is already down. During the drain delay, requests are still accepted and every response asks the client
 * to close its connection. Then the port is closed, and requests that arrived before are still answered. After that the
 * web server begins its own graceful shutdown, which answers no new request on open connections.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 15)
class RequestDrain extends OncePerRequestFilter implements SmartLifecycle {

    /** How long requests on the last accepted connections may still arrive. */
    private static final Duration LAST_REQUESTS_DELAY = Duration.ofMillis(250);

    private final Duration drainDelay;
    private final ApplicationContext context;
    private volatile boolean draining;
    private volatile boolean running;

    RequestDrain(ShutdownSettings settings, ApplicationContext context) {
        this.drainDelay = settings.drainDelay();
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
            Thread.sleep(drainDelay);
            closePort();
            Thread.sleep(LAST_REQUESTS_DELAY);
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

    /** Stops before the graceful shutdown of the web server. */
    @Override
    public int getPhase() {
        return SmartLifecycle.DEFAULT_PHASE - 512;
    }
}
