package io.productcatalog.system.torture;

import static org.awaitility.Awaitility.await;

import io.productcatalog.cluster.Admin;
import io.productcatalog.cluster.Cluster;
import io.productcatalog.cluster.Front;
import io.productcatalog.cluster.Replica;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Writers and readers whose requests reach every replica, whatever share of the load it gets from the front. There is a
 * writer for each pair of a command replica, where it changes products, and a query replica, where it reads them back.
 * Half of the readers stay with one replica.
 */
final class Clients implements AutoCloseable {

    private static final int READERS = 4;
    private static final Duration STEP_TIMEOUT = Duration.ofMinutes(10);

    private final AtomicBoolean running = new AtomicBoolean(true);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Front> fronts = new ArrayList<>();
    private final List<AtomicLong> begun = new ArrayList<>();
    private final List<Future<?>> clients = new ArrayList<>();

    private Clients() {}

    /**
     * Starts the clients.
     *
     * @param run a name that no earlier clients of the cluster had: the SKUs begin with it
     */
    static Clients start(Cluster cluster, String run, Ledger ledger) {
        Clients clients = new Clients();
        List<Front> shops = cluster.queries().stream().map(clients::front).toList();
        for (Replica command : cluster.commands()) {
            Admin admin = new Admin(clients.front(command), cluster.settings().tokens());
            for (Front shop : shops) {
                int number = clients.begun.size();
                clients.start(running -> new Writer(run + "-" + number, number, admin, shop, ledger, running));
            }
        }
        for (int i = 0; i < READERS; i++) {
            int number = i;
            clients.start(running ->
                    new Reader(number / 2, 500 + number, number % 2 == 0, cluster.queryFront(), ledger, running));
        }
        return clients;
    }

    private Front front(Replica replica) {
        Front front = new Front(List.of(replica.service()));
        fronts.add(front);
        return front;
    }

    /** Starts a client. Before each operation it asks whether it goes on, which counts its operations. */
    private void start(Function<BooleanSupplier, Runnable> client) {
        AtomicLong count = new AtomicLong();
        begun.add(count);
        clients.add(threads.submit(client.apply(() -> {
            count.incrementAndGet();
            return running.get();
        })));
    }

    /** Waits until each client has made this number of further operations. */
    void awaitEach(int operations) {
        List<Long> goals = begun.stream().map(count -> count.get() + operations).toList();
        await(operations + " further operations of each client")
                .atMost(STEP_TIMEOUT)
                .until(() -> {
                    for (int i = 0; i < goals.size(); i++) {
                        if (clients.get(i).isDone()) {
                            clients.get(i).get();
                        }
                        if (begun.get(i).get() <= goals.get(i)) {
                            return false;
                        }
                    }
                    return true;
                });
    }

    /** Stops the clients when their operations have ended. */
    @Override
    public void close() throws Exception {
        running.set(false);
        try {
            for (Future<?> client : clients) {
                client.get(STEP_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
            fronts.forEach(Front::close);
        }
    }
}
