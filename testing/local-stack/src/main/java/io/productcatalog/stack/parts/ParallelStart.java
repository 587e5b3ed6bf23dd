package io.productcatalog.stack.parts;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A start of several things at the same time, which do not depend on each other. */
public final class ParallelStart {

    private ParallelStart() {}

    /**
     * Runs all starts and returns when all have ended.
     *
     * @throws PartFailure if one of them fails (the first failure), or this thread is interrupted; the other starts are
     *     then interrupted and waited for
     */
    public static void start(Runnable... starts) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletionService<Object> ended = new ExecutorCompletionService<>(threads);
            List<Callable<Object>> calls =
                    Arrays.stream(starts).map(Executors::callable).toList();
            calls.forEach(ended::submit);
            try {
                for (int i = 0; i < starts.length; i++) {
                    ended.take().get();
                }
            } catch (ExecutionException e) {
                threads.shutdownNow();
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
}
