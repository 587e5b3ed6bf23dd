package io.productcatalog.system.torture;

import io.productcatalog.cluster.Cluster;
import io.productcatalog.cluster.Replica;
import io.productcatalog.stack.parts.Part;
import io.productcatalog.stack.parts.PartFailure;
import io.productcatalog.stack.parts.PostgresServer;
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

/** Injects faults and repairs what they broke. */
final class Injector {

    private static final String GROUP = "query-service.read-model-1";
    private static final int ADMIN_TIMEOUT_SECONDS = 20;
    private static final Duration RECOVERY_TIMEOUT = Duration.ofMinutes(4);

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

    /** The number of injected faults, by kind and target. */
    Map<String, LongAdder> injected() {
        return injected;
    }

    /** Injects a fault and returns when its target is repaired. */
    void inject(Fault fault) throws InterruptedException {
        Random random = new Random(fault.seed());
        switch (fault.kind()) {
            case KILL_SERVICE -> stopAndRestart(fault, Replica::kill);
            case TERMINATE_SERVICE -> stopAndRestart(fault, this::terminate);
            case KILL_PART -> kill(parts.get(fault.target()), fault.duration());
            case PAUSE_PART -> pause(parts.get(fault.target()), fault.duration());
            case DROP_LISTENERS -> repeatUntilInjected(this::dropListeners);
            case REBALANCE -> repeatUntilInjected(this::removeGroupMembers);
            case POISON_GARBAGE -> contamination.garbage(anyKey(random), random);
            case POISON_UNKNOWN_SCHEMA -> contamination.unknownSchema(anyKey(random), random);
            case POISON_OTHER_TYPE -> contamination.otherType(anyKey(random));
            case REPEAT_AND_REORDER -> repeatUntilInjected(() -> contamination.repeatAndReorder(random) > 0);
            case STANDING_READERS -> StandingReaders.hold(cluster.queries(), fault.duration());
        }
        count((fault.kind().description() + " " + fault.target()).strip());
    }

    private String anyKey(Random random) {
        return ledger.anyId(new Random(random.nextLong())).orElse("nothing");
    }

    @FunctionalInterface
    private interface Attempt {
        /** Returns whether the fault could be injected. */
        boolean succeeds() throws InterruptedException;
    }

    /** Repeats the attempt, which has no effect while PostgreSQL or Kafka is down. */
    private void repeatUntilInjected(Attempt attempt) throws InterruptedException {
        long deadline = deadline();
        while (!attempt.succeeds()) {
            if (System.nanoTime() > deadline) {
                ledger.violated("a fault could not be injected for " + RECOVERY_TIMEOUT);
                return;
            }
            Thread.sleep(Duration.ofSeconds(1));
        }
    }

    private void kill(Part part, Duration duration) throws InterruptedException {
        // The lock is held until the part runs again: other faults of the same part wait.
        synchronized (part) {
            part.child().kill();
            Thread.sleep(duration);
            long deadline = deadline();
            while (true) {
                try {
                    part.start();
                    return;
                } catch (PartFailure e) {
                    // The registry cannot start while PostgreSQL is down.
                    part.child().kill();
                    count("(failed start of a part, repeated)");
                    if (System.nanoTime() > deadline) {
                        ledger.violated(part.name() + " cannot be started: " + e.getMessage());
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

    private void stopAndRestart(Fault fault, Consumer<Replica> stop) throws InterruptedException {
        Replica replica = replicas.get(fault.target());
        synchronized (replica) {
            if (replica.isAlive()) {
                stop.accept(replica);
                Thread.sleep(fault.duration());
                restart(replica);
            }
        }
    }

    private void terminate(Replica replica) {
        if (!replica.terminate()) {
            ledger.violated(replica.name() + " did not end by itself within " + Replica.GRACE_PERIOD.toSeconds()
                    + " s of SIGTERM, or with a wrong exit code: " + replica.exitCode());
        }
    }

    /**
     * Starts a replica. Repeats a start that fails because something that it needs is down, as an orchestrator does.
     */
    private void restart(Replica replica) throws InterruptedException {
        long deadline = deadline();
        replica.start();
        while (!replica.isReady()) {
            if (System.nanoTime() > deadline) {
                ledger.violated(replica.name() + " does not become ready: "
                        + replica.process().log().end());
                return;
            }
            if (!replica.isAlive()) {
                count("(failed start of a service, repeated)");
                Thread.sleep(Duration.ofSeconds(1));
                replica.start();
            }
            Thread.sleep(Duration.ofMillis(200));
        }
    }

    /**
     * Records a violation for each replica that ends unexpectedly, and starts it again so that the run can continue.
     */
    void watch() throws InterruptedException {
        while (true) {
            for (Replica replica : replicas.values()) {
                if (!replica.isAlive()) {
                    synchronized (replica) {
                        if (!replica.isAlive()) {
                            ledger.violated(replica.name() + " ended unexpectedly: "
                                    + replica.process().log().end());
                            restart(replica);
                        }
                    }
                }
            }
            Thread.sleep(Duration.ofMillis(300));
        }
    }

    /** Closes the connections of the relay and those on which the query service receives cache invalidations. */
    private boolean dropListeners() {
        return connectionsClosed(cluster.parts().postgres(), "command-service relay")
                && connectionsClosed(cluster.readServer(), "query-service invalidations");
    }

    private static boolean connectionsClosed(PostgresServer server, String application) {
        try (Connection connection = server.databases().connect();
                Statement statement = connection.createStatement();
                ResultSet closed = statement.executeQuery(
                        "select count(*) filter (where pg_terminate_backend(pid)) from pg_stat_activity"
                                + " where application_name = '" + application + "'")) {
            closed.next();
            return closed.getInt(1) > 0;
        } catch (SQLException e) {
            return false;
        }
    }

    /** Removes all members from the consumer group, so that each has to join again. */
    private boolean removeGroupMembers() throws InterruptedException {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", cluster.parts().kafka().bootstrapServers()))) {
            admin.removeMembersFromConsumerGroup(GROUP, new RemoveMembersFromConsumerGroupOptions())
                    .all()
                    .get(ADMIN_TIMEOUT_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    private static long deadline() {
        return System.nanoTime() + RECOVERY_TIMEOUT.toNanos();
    }

    private void count(String what) {
        injected.computeIfAbsent(what, _ -> new LongAdder()).increment();
    }
}
