package io.productcatalog.stack.testing;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Something to do at the end of the JVM after the application contexts of the tests have closed in hooks of their own: they commit
 * their offsets and close their pools, and need the parts for that.
 */
final class LastHook {

    private static final Duration OTHERS_START = Duration.ofMillis(100);
    private static final Duration OTHERS_END = Duration.ofMinutes(1);

    private LastHook() {}

    static void register(Runnable end) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            awaitContexts();
            end.run();
        }));
    }

    private static void awaitContexts() {
        // The JVM starts all hooks at once, in no order.
        LockSupport.parkNanos(OTHERS_START.toNanos());
        List<Thread> contexts = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("Spring")
                        && thread.getName().endsWith("ShutdownHook"))
                .toList();
        try {
            for (Thread context : contexts) {
                context.join(OTHERS_END);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
