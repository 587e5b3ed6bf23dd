package io.productcatalog.stack.parts;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Starts that do not depend on each other, at the same time. */
public final class ParallelStart {

    private ParallelStart() {}

    /**
     * Returns when all have.
     *
     * @throws PartFailure the first that one of them threw; also when this thread is interrupted. Both interrupt those that
     *     have not ended, and wait until they have
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
