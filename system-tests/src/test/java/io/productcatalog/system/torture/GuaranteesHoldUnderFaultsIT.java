package io.productcatalog.system.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.productcatalog.system.cluster.Admin;
import io.productcatalog.system.cluster.Cluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * All guarantees at once, on two replicas of each service, while everything that can break does. {@code -Dtorture.minutes=30} runs longer
 * ({@code make torture MINUTES=30}), {@code -Dtorture.seed=N} repeats a run.
 */
class GuaranteesHoldUnderFaultsIT {

    private static final double MINUTES = Double.parseDouble(System.getProperty("torture.minutes", "2"));
    private static final long SEED = Long.getLong("torture.seed", 1);
    private static final int WRITERS = 4;
    private static final int READERS = 4;
    private static final Duration CONVERGENCE = Duration.ofMinutes(3);

    private final Ledger ledger = new Ledger();
    private final AtomicBoolean going = new AtomicBoolean(true);

    @Test
    void nothingIsLostReorderedOrShownOldWhileEverythingBreaks() throws Exception {
        Path directory = Path.of(
                "target", "torture-" + SEED + "-" + ProcessHandle.current().pid());
        long begin = System.nanoTime();
        try (Cluster cluster = Cluster.startIn(directory);
                Contamination contamination = new Contamination(cluster, "catalog.products");
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Injector injector = new Injector(cluster, contamination, ledger);
            List<Fault> plan =
                    FaultPlan.of(SEED, Duration.ofMillis((long) (MINUTES * 60_000)), Injector.targets(cluster));
            Future<?> watch = threads.submit(() -> {
                injector.watch();
                return null;
            });
            List<Future<?>> clients = startClients(cluster, threads);

            for (Future<?> fault : startFaults(plan, injector, threads)) {
                fault.get();
            }
            going.set(false);
            for (Future<?> client : clients) {
                client.get(5, TimeUnit.MINUTES);
            }

            Comparison comparison = new Comparison(cluster, ledger, contamination);
            long mended = System.nanoTime();
            await("everything published and projected").atMost(CONVERGENCE).until(comparison::hasConverged);
            double convergence = (System.nanoTime() - mended) / 1e9;
            cluster.commandFront().awaitAll();
            cluster.queryFront().awaitAll();
            Map<String, Integer> compared = comparison.run();
            watch.cancel(true);

            System.out.println(Summary.of(
                    SEED, (System.nanoTime() - begin) / 60e9, convergence, ledger, injector.injected(), compared));
            assertThat(ledger.violations()).isEmpty();
        }
    }

    private List<Future<?>> startClients(Cluster cluster, ExecutorService threads) {
        Admin admin = new Admin(cluster);
        List<Future<?>> clients = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            clients.add(threads.submit(
                    new Writer("w" + i, SEED * 1_000 + i, admin, cluster.queryFront(), ledger, going::get)));
        }
        for (int i = 0; i < READERS; i++) {
            clients.add(threads.submit(
                    new Reader(SEED * 1_000 + 500 + i, i % 2 == 0, cluster.queryFront(), ledger, going::get)));
        }
        return clients;
    }

    /** Each at its moment, whether or not those before are mended. */
    private List<Future<?>> startFaults(List<Fault> plan, Injector injector, ExecutorService threads)
            throws InterruptedException {
        long begin = System.nanoTime();
        List<Future<?>> faults = new ArrayList<>();
        for (Fault fault : plan) {
            long early = fault.at().toNanos() - (System.nanoTime() - begin);
            if (early > 0) {
                TimeUnit.NANOSECONDS.sleep(early);
            }
            System.out.println(fault);
            faults.add(threads.submit(() -> {
                injector.carryOut(fault);
                return null;
            }));
        }
        return faults;
    }
}
