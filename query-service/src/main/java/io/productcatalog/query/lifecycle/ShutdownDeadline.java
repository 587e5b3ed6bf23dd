package io.productcatalog.query.lifecycle;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;

/**
 * The deadline of a stop: two phases of {@code CATALOG_SHUTDOWN_TIMEOUT}, {@code CATALOG_DRAIN_DELAY}, and 15 seconds
 * for everything that is closed after them. Each close should have a time limit. If one has none, this logs its stack
 * and ends the process with exit code 1, before the platform kills it without a trace.
 */
public final class ShutdownDeadline implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {

    private static final Logger log = LoggerFactory.getLogger(ShutdownDeadline.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(15);
    private static final int EXIT_CODE = 1;

    private final Duration closeTimeout;
    private final CountDownLatch closed = new CountDownLatch(1);

    public ShutdownDeadline() {
        this(CLOSE_TIMEOUT);
    }

    /** @param closeTimeout how long everything may take that is closed after the phases */
    ShutdownDeadline(Duration closeTimeout) {
        this.closeTimeout = closeTimeout;
    }

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        Duration deadline = deadline(event.getEnvironment());
        // Spring's own hook closes the application at the same time, and runs this handler after that.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> watch(deadline), "shutdown-deadline"));
        SpringApplication.getShutdownHandlers().add(() -> {
            log.info("Everything is closed; the process ends");
            closed.countDown();
        });
    }

    private Duration deadline(Environment settings) {
        return settings.getRequiredProperty("catalog.shutdown-timeout", Duration.class)
                .multipliedBy(2)
                .plus(settings.getRequiredProperty("catalog.drain-delay", Duration.class))
                .plus(closeTimeout);
    }

    private void watch(Duration deadline) {
        try {
            if (closed.await(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            return;
        }
        Throwable stopStack = new Throwable("the stack of the stop");
        Thread.getAllStackTraces().forEach((thread, stack) -> {
            if (thread.getName().equals("SpringApplicationShutdownHook")) {
                stopStack.setStackTrace(stack);
            }
        });
        log.error("The stop has not ended within {} s; the process ends now", deadline.toSeconds(), stopStack);
        Runtime.getRuntime().halt(EXIT_CODE);
    }
}
