package io.productcatalog.system.torture;

import io.productcatalog.stack.parts.Part;
import io.productcatalog.stack.parts.PartFailure;
import io.productcatalog.system.cluster.Cluster;
import io.productcatalog.system.cluster.Replica;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

    private final Cluster cluster;
    private final Map<String, Replica> replicas;
    private final Map<String, Part> parts;
    private final Contamination contamination;
    private final Ledger ledger;
    private final Set<String> meantToBeDown = ConcurrentHashMap.newKeySet();
    private final Map<String, LongAdder> injected = new ConcurrentSkipListMap<>();

    Injector(Cluster cluster, Contamination contamination, Ledger ledger) {
        this.cluster = cluster;
        this.replicas = cluster.replicas().collect(Collectors.toMap(Replica::name, Function.identity()));
        this.parts = cluster.parts().all().stream().collect(Collectors.toMap(Part::name, Function.identity()));
        this.contamination = contamination;
        this.ledger = ledger;
    }

    static Map<FaultKind.Target, List<String>> targets(Cluster cluster) {
        return Map.of(
                FaultKind.Target.SERVICE, cluster.replicas().map(Replica::name).toList(),
                FaultKind.Target.PART,
                        cluster.parts().all().stream().map(Part::name).toList());
    }

    /** How often each kind was carried out, by kind and target. */
    Map<String, LongAdder> injected() {
        return injected;
    }

    /** Returns when it is over and what it broke is whole again. */
    void carryOut(Fault fault) throws InterruptedException {
        Random random = new Random(fault.seed());
        String key = ledger.anyId(random).orElse("nothing");
        switch (fault.kind()) {
            case KILL_SERVICE -> down(fault, Replica::kill);
            case TERMINATE_SERVICE -> down(fault, this::terminate);
            case KILL_PART -> kill(parts.get(fault.target()), fault.duration());
            case PAUSE_PART -> pause(parts.get(fault.target()), fault.duration());
            case DROP_LISTENERS -> dropListeners();
            case REBALANCE -> throwOut();
            case POISON_GARBAGE -> contamination.garbage(key, random);
            case POISON_UNKNOWN_SCHEMA -> contamination.unknownSchema(key, random);
            case POISON_OTHER_TYPE -> contamination.otherType(key);
            case REPEAT_AND_REORDER -> contamination.repeatAndReorder(random);
        }
        count((fault.kind().meaning() + " " + fault.target()).strip());
    }

    private void kill(Part part, Duration duration) throws InterruptedException {
        // Held until it runs again: what comes for the same part meanwhile comes later.
        synchronized (part) {
            part.child().kill();
            Thread.sleep(duration);
            while (!part.isRunning()) {
                try {
                    part.start();
                } catch (PartFailure e) {
                    // The registry does not start while PostgreSQL is away.
                    count("(start of a part given up, started again)");
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

    private void count(String what) {
        injected.computeIfAbsent(what, _ -> new LongAdder()).increment();
    }

    private void down(Fault fault, Consumer<Replica> how) throws InterruptedException {
        Replica replica = replicas.get(fault.target());
        synchronized (replica) {
            meantToBeDown.add(replica.name());
            how.accept(replica);
            Thread.sleep(fault.duration());
            startAgain(replica);
            meantToBeDown.remove(replica.name());
        }
    }

    private void terminate(Replica replica) {
        if (!replica.terminate()) {
            ledger.violated(replica.name() + " did not end by itself within " + Replica.GRACE.toSeconds()
                    + " s of SIGTERM, or not well: exit code "
                    + replica.exitCode());
        }
    }

    /** As an orchestrator does: one that cannot start because what it needs is away is started again. */
    private void startAgain(Replica replica) throws InterruptedException {
        replica.start();
        while (!replica.isReady()) {
            if (!replica.isAlive()) {
                count("(start given up, started again)");
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
                if (!replica.isAlive() && meantToBeDown.add(replica.name())) {
                    ledger.violated(replica.name() + " ended unasked: "
                            + replica.process().log().end());
                    startAgain(replica);
                    meantToBeDown.remove(replica.name());
                }
            }
            Thread.sleep(Duration.ofMillis(300));
        }
    }

    /** The relay's connection, and those on which the query service hears what was projected. */
    private void dropListeners() {
        try (Connection connection = cluster.parts().postgres().databases().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    select pg_terminate_backend(pid) from pg_stat_activity
                    where application_name in ('command-service relay', 'query-service announcements')""");
        } catch (SQLException e) {
            // PostgreSQL is down at the moment, and with it everybody's connections.
            count("(LISTEN connections were down already)");
        }
    }

    /** Every member has to join anew. */
    private void throwOut() throws InterruptedException {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", cluster.parts().kafka().bootstrapServers()))) {
            admin.removeMembersFromConsumerGroup(GROUP, new RemoveMembersFromConsumerGroupOptions())
                    .all()
                    .get(ADMIN_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            count("(group was rebalancing already, or Kafka down)");
        }
    }
}
