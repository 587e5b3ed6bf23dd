package io.productcatalog.stack.parts;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Starts that do not depend on each other, at the same time. */
public final class Together {

    private Together() {}

    /**
     * Returns when all have.
     *
     * @throws PartFailure the first that one of them threw; also when this thread is interrupted, which interrupts them
     */
    public static void start(Runnable... starts) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<?>[] running = Arrays.stream(starts)
                    .map(start -> CompletableFuture.runAsync(start, threads))
                    .toArray(CompletableFuture<?>[]::new);
            await(CompletableFuture.allOf(running), threads);
        }
    }

    private static void await(CompletableFuture<Void> all, ExecutorService threads) {
        try {
            all.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof PartFailure failure) {
                throw failure;
            }
            throw new PartFailure("Not everything started: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
            throw new PartFailure("The start was interrupted", e);
        }
    }
}
