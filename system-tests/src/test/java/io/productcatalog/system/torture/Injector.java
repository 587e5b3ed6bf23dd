package io.productcatalog.system.torture;

import io.productcatalog.stack.parts.Part;
import io.productcatalog.stack.parts.PartFailure;
import io.productcatalog.stack.parts.PostgresServer;
import io.productcatalog.system.cluster.Cluster;
import io.productcatalog.system.cluster.Replica;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;

/** Carries faults out, and mends what they broke. */
final class Injector {

    private static final String GROUP = "query-service.read-model-1";
    private static final int ADMIN_SECONDS = 20;
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final Cluster cluster;
    private final Map<String, Replica> replicas;
    private final Map<String, Part> parts;
    private final Contamination contamination;
    private final Ledger ledger;
    private final Map<String, LongAdder> injected = new ConcurrentSkipListMap<>();

    Injector(Cluster cluster, Contamination contamination, Ledger ledger) {
        this.cluster = cluster;
        this.replicas = cluster.replicas().collect(Collectors.toMap(Replica::name, Function.identity()));
        this.parts = parts(cluster);
        this.contamination = contamination;
        this.ledger = ledger;
    }

    static Map<FaultKind.Target, List<String>> targets(Cluster cluster) {
        return Map.of(
                FaultKind.Target.SERVICE, cluster.replicas().map(Replica::name).toList(),
                FaultKind.Target.PART, parts(cluster).keySet().stream().sorted().toList());
    }

    private static Map<String, Part> parts(Cluster cluster) {
        Map<String, Part> parts =
                cluster.parts().all().stream().collect(Collectors.toMap(Part::name, Function.identity()));
        parts.put("postgres of the read model", cluster.readServer());
        return parts;
    }

    /** How often each kind was carried out, by kind and target. */
    Map<String, LongAdder> injected() {
        return injected;
    }

    /** Returns when it is over and what it broke is whole again. */
    void carryOut(Fault fault) throws InterruptedException {
        Random random = new Random(fault.seed());
        switch (fault.kind()) {
            case KILL_SERVICE -> down(fault, Replica::kill);
            case TERMINATE_SERVICE -> down(fault, this::terminate);
            case KILL_PART -> kill(parts.get(fault.target()), fault.duration());
            case PAUSE_PART -> pause(parts.get(fault.target()), fault.duration());
            case DROP_LISTENERS -> untilItHits(this::dropListeners);
            case REBALANCE -> untilItHits(this::throwOut);
            case POISON_GARBAGE -> contamination.garbage(anyKey(random), random);
            case POISON_UNKNOWN_SCHEMA -> contamination.unknownSchema(anyKey(random), random);
            case POISON_OTHER_TYPE -> contamination.otherType(anyKey(random));
            case REPEAT_AND_REORDER -> untilItHits(() -> contamination.repeatAndReorder(random) > 0);
        }
        count((fault.kind().meaning() + " " + fault.target()).strip());
    }

    private String anyKey(Random random) {
        return ledger.anyId(new Random(random.nextLong())).orElse("nothing");
    }

    @FunctionalInterface
    private interface Attempt {
        /** Returns whether there was something to hit. */
        boolean hits() throws InterruptedException;
    }

    /** While PostgreSQL or Kafka is down there is nothing to cut or to write to. */
    private void untilItHits(Attempt attempt) throws InterruptedException {
        long deadline = deadline();
        while (!attempt.hits()) {
            if (System.nanoTime() > deadline) {
                ledger.violated("a fault could not be carried out for " + PATIENCE);
                return;
            }
            Thread.sleep(Duration.ofSeconds(1));
        }
    }

    private void kill(Part part, Duration duration) throws InterruptedException {
        // Held until it runs again: what comes for the same part meanwhile comes later.
        synchronized (part) {
            part.child().kill();
            Thread.sleep(duration);
            long deadline = deadline();
            while (true) {
                try {
                    part.start();
                    return;
                } catch (PartFailure e) {
                    // The registry does not start while PostgreSQL is away.
                    part.child().kill();
                    count("(start of a part given up, started again)");
                    if (System.nanoTime() > deadline) {
                        ledger.violated(part.name() + " does not start any more: " + e.getMessage());
                        return;
                    }
                    Thread.sleep(Duration.ofSeconds(1));
                }
            }
        }
    }

    private static void pause(Part part, Duration duration) throws InterruptedException {
        synchronized (part) {
            part.child().pause();
            Thread.sleep(duration);
            part.child().resume();
        }
    }

    private void down(Fault fault, Consumer<Replica> how) throws InterruptedException {
        Replica replica = replicas.get(fault.target());
        synchronized (replica) {
            if (replica.isAlive()) {
                how.accept(replica);
                Thread.sleep(fault.duration());
                startAgain(replica);
            }
        }
    }

    private void terminate(Replica replica) {
        if (!replica.terminate()) {
            ledger.violated(replica.name() + " did not end by itself within " + Replica.GRACE.toSeconds()
                    + " s of SIGTERM, or not well: exit code " + replica.exitCode());
        }
    }

    /** As an orchestrator does: one that cannot start because what it needs is away is started again. */
    private void startAgain(Replica replica) throws InterruptedException {
        long deadline = deadline();
        replica.start();
        while (!replica.isReady()) {
            if (System.nanoTime() > deadline) {
                ledger.violated(replica.name() + " does not become ready any more: "
                        + replica.process().log().end());
                return;
            }
            if (!replica.isAlive()) {
                count("(start of a service given up, started again)");
                Thread.sleep(Duration.ofSeconds(1));
                replica.start();
            }
            Thread.sleep(Duration.ofMillis(200));
        }
    }

    /** A service that ends unasked has broken the promise to recover by itself; it is started again to see the rest. */
    void watch() throws InterruptedException {
        while (true) {
            for (Replica replica : replicas.values()) {
                if (!replica.isAlive()) {
                    synchronized (replica) {
                        if (!replica.isAlive()) {
                            ledger.violated(replica.name() + " ended unasked: "
                                    + replica.process().log().end());
                            startAgain(replica);
                        }
                    }
                }
            }
            Thread.sleep(Duration.ofMillis(300));
        }
    }

    /** The relay's connection, and those on which the query service hears what was projected. */
    private boolean dropListeners() {
        return dropped(cluster.parts().postgres(), "command-service relay")
                && dropped(cluster.readServer(), "query-service announcements");
    }

    private static boolean dropped(PostgresServer server, String application) {
        try (Connection connection = server.databases().connect();
                Statement statement = connection.createStatement();
                ResultSet cut = statement.executeQuery(
                        "select count(*) filter (where pg_terminate_backend(pid)) from pg_stat_activity"
                                + " where application_name = '" + application + "'")) {
            cut.next();
            return cut.getInt(1) > 0;
        } catch (SQLException e) {
            return false;
        }
    }

    /** Every member has to join anew. */
    private boolean throwOut() throws InterruptedException {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", cluster.parts().kafka().bootstrapServers()))) {
            admin.removeMembersFromConsumerGroup(GROUP, new RemoveMembersFromConsumerGroupOptions())
                    .all()
                    .get(ADMIN_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    private static long deadline() {
        return System.nanoTime() + PATIENCE.toNanos();
    }

    private void count(String what) {
        injected.computeIfAbsent(what, _ -> new LongAdder()).increment();
    }
}
