package io.productcatalog.system.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.productcatalog.cluster.Admin;
import io.productcatalog.cluster.Cluster;
import io.productcatalog.cluster.OnSharedCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * All guarantees hold on two replicas of each service under random faults of every kind. {@code -Dtorture.minutes=30}
 * runs longer ({@code make torture MINUTES=30}). {@code -Dtorture.seed=N} repeats the operations and faults of a run.
 */
@OnSharedCluster
@Timeout(value = 12, unit = TimeUnit.HOURS) // longer than any run, which may be longer than other tests
class GuaranteesHoldUnderFaultsIT {

    static final long DEFAULT_SEED = 1;
    static final Duration DEFAULT_LENGTH = Duration.ofSeconds(45);

    private static final Duration LENGTH = Optional.ofNullable(System.getProperty("torture.minutes"))
            .map(minutes -> Duration.ofMillis((long) (Double.parseDouble(minutes) * 60_000)))
            .orElse(DEFAULT_LENGTH);
    private static final long SEED = Long.getLong("torture.seed", DEFAULT_SEED);
    private static final int WRITERS = 4;
    private static final int READERS = 4;
    private static final int MIN_CHANGES = 200;

    /** The outcomes that must occur; a run without one of them proves little. */
    static final List<String> REQUIRED_OUTCOMES = List.of(
            "create 201",
            "create again 201",
            "set price 200",
            "set stock 200",
            "set status 200",
            "PATCH 200",
            "PATCH 412",
            "PUT 200",
            "DELETE 204",
            "write side read 200",
            "read your write 200",
            "read 200",
            "read 404",
            "read some 200",
            "read a page 200");

    private static final Duration STEP_TIMEOUT = Duration.ofMinutes(6);

    private final Ledger ledger = new Ledger();
    private final Summary summary = new Summary();
    private final AtomicBoolean running = new AtomicBoolean(true);

    @Test
    void noChangeIsLostReorderedOrShownInAnOlderVersionUnderFaults(Cluster cluster) throws Exception {
        long begin = System.nanoTime();
        try (Contamination contamination = new Contamination(cluster, "catalog.products")) {
            Injector injector = new Injector(cluster, contamination, ledger);
            Comparison comparison = new Comparison(cluster, ledger, contamination);
            ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
            try {
                run(cluster, injector, threads);
                awaitConvergence(cluster, comparison);
                comparison.run().forEach(summary::compared);
                requireEveryFault(injector);
            } catch (Exception | AssertionError e) {
                ledger.violated("the run did not finish: " + e);
            } finally {
                running.set(false);
                threads.shutdownNow();
                System.out.println(summary.of(SEED, (System.nanoTime() - begin) / 60e9, ledger, injector.injected()));
            }
            assertThat(ledger.violations()).isEmpty();
        }
    }

    private void run(Cluster cluster, Injector injector, ExecutorService threads) throws Exception {
        List<Fault> plan = FaultPlan.of(SEED, LENGTH, Injector.targets(cluster));
        Future<?> watch = threads.submit(() -> {
            injector.watch();
            return null;
        });
        List<Future<?>> clients = startClients(cluster, threads);
        for (Future<?> fault : startFaults(plan, injector, threads)) {
            fault.get(STEP_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        }
        await("enough operations of every kind").atMost(STEP_TIMEOUT).until(this::enoughHappened);
        running.set(false);
        for (Future<?> client : clients) {
            client.get(STEP_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        }
        assertThat(watch).as("the watch for replicas that end unexpectedly").isNotDone();
        watch.cancel(true);
    }

    private void awaitConvergence(Cluster cluster, Comparison comparison) {
        long repaired = System.nanoTime();
        await("everything published and projected").atMost(STEP_TIMEOUT).until(comparison::hasConverged);
        summary.converged((System.nanoTime() - repaired) / 1e9);
        cluster.commandFront().awaitAll();
        cluster.queryFront().awaitAll();
    }

    /** Returns whether the clients may stop: they have made enough changes and seen every required outcome. */
    private boolean enoughHappened() {
        return ledger.acknowledged().size() >= MIN_CHANGES
                && ledger.outcomes().keySet().containsAll(REQUIRED_OUTCOMES);
    }

    private void requireEveryFault(Injector injector) {
        for (FaultKind kind : FaultKind.values()) {
            if (injector.injected().keySet().stream().noneMatch(fault -> fault.startsWith(kind.description()))) {
                ledger.violated("there was no " + kind.description());
            }
        }
    }

    private List<Future<?>> startClients(Cluster cluster, ExecutorService threads) {
        Admin admin = new Admin(cluster);
        List<Future<?>> clients = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            clients.add(threads.submit(
                    new Writer("w" + i, SEED * 1_000 + i, admin, cluster.queryFront(), ledger, running::get)));
        }
        for (int i = 0; i < READERS; i++) {
            clients.add(threads.submit(
                    new Reader(i / 2, SEED * 1_000 + 500 + i, i % 2 == 0, cluster.queryFront(), ledger, running::get)));
        }
        return clients;
    }

    /** Starts each fault at its time, whether or not earlier faults are repaired. */
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
                injector.inject(fault);
                return null;
            }));
        }
        return faults;
    }
}
