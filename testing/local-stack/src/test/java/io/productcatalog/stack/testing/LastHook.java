package io.productcatalog.stack.testing;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A shutdown hook that runs after those of the tests' application contexts. The contexts commit their offsets and close
 * their pools, for which they need the parts.
 */
final class LastHook {

    private static final Duration OTHER_HOOKS_START_DELAY = Duration.ofMillis(100);
    private static final Duration OTHER_HOOKS_END_TIMEOUT = Duration.ofMinutes(1);

    private LastHook() {}

    static void register(Runnable end) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            awaitContexts();
            end.run();
        }));
    }

    private static void awaitContexts() {
        // The JVM starts all hooks at the same time, in no order.
        LockSupport.parkNanos(OTHER_HOOKS_START_DELAY.toNanos());
        List<Thread> contexts = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("Spring")
                        && thread.getName().endsWith("ShutdownHook"))
                .toList();
        try {
            for (Thread context : contexts) {
                context.join(OTHER_HOOKS_END_TIMEOUT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
