package io.productcatalog.stack.record;

import io.productcatalog.stack.parts.JavaProgram;
import io.productcatalog.stack.services.CatalogService;
import io.productcatalog.stack.services.ServicePackage;
import io.productcatalog.stack.settings.SettingsProblem;
import io.productcatalog.stack.settings.StackFiles;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** The subcommand {@code record}: records the start cache of a packaged service, and leaves nothing else behind. */
public final class RecordCommand {

    private static final double BYTES_PER_MEGABYTE = 1_000_000;

    private RecordCommand() {}

    /**
     * Records the cache and returns when it is written.
     *
     * @param arguments the java that will run the service, by default the one that runs this program, and the service's
     *     directory
     * @throws SettingsProblem if that is not the directory of a service
     * @throws io.productcatalog.stack.parts.PartFailure if a process does not start, a request fails, or there is no
     *     cache in the end
     */
    public static void run(StackFiles files, List<String> arguments, PrintStream out) throws IOException {
        if (arguments.isEmpty() || arguments.size() > 2) {
            throw new SettingsProblem("'record' takes the java that will run the service and the service's directory.");
        }
        String java = arguments.size() == 2 ? arguments.getFirst() : JavaProgram.path();
        ServicePackage service = packaged(arguments.getLast());
        CountDownLatch ended = new CountDownLatch(1);
        endBeforeProgram(Thread.currentThread(), ended);
        long begin = System.nanoTime();
        try (Recording recording = new Recording(files, java)) {
            Files.deleteIfExists(service.startCache());
            recording.record(service);
        } finally {
            ended.countDown();
        }
        out.printf(
                "%s: %.0f MB, recorded in %d s%n",
                service.startCache(),
                Files.size(service.startCache()) / BYTES_PER_MEGABYTE,
                Duration.ofNanos(System.nanoTime() - begin).toSeconds());
    }

    private static ServicePackage packaged(String directory) {
        ServicePackage service =
                new ServicePackage(Path.of(directory).toAbsolutePath().normalize());
        if (!List.of(CatalogService.COMMAND, CatalogService.QUERY).contains(service.name())
                || !Files.isRegularFile(service.program())) {
            throw new SettingsProblem(
                    "%s is not a packaged service: it must be named %s or %s and hold a jar of that name."
                            .formatted(service.directory(), CatalogService.COMMAND, CatalogService.QUERY));
        }
        return service;
    }

    /**
     * Makes a signal end the recording before the program. The child processes have sessions of their own and would
     * outlive the program.
     */
    private static void endBeforeProgram(Thread recorder, CountDownLatch ended) {
        Thread hook = new Thread(
                () -> {
                    recorder.interrupt();
                    try {
                        ended.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "end-recording");
        Runtime.getRuntime().addShutdownHook(hook);
    }
}
