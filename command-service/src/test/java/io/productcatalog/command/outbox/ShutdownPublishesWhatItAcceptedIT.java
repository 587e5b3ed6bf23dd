package io.productcatalog.command.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.productcatalog.command.RunningService;
import io.productcatalog.events.ProductEvent;
import io.productcatalog.stack.parts.DatabaseAccess;
import io.productcatalog.stack.testing.RealParts;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Guarantee 4 for the command service: when it stops, the cursor is at the last acknowledged event. */
class ShutdownPublishesWhatItAcceptedIT {

    private static final int WRITERS = 4;

    private final DatabaseAccess database = RealParts.get().newWriteDatabase();
    private final String topic = RealParts.get().newTopic();

    @Test
    void aShutdownUnderLoadPublishesEveryAcceptedChangeAndLeavesTheCursorAtTheLastPublishedEvent() throws Exception {
        Collection<String> accepted = new ConcurrentLinkedQueue<>();
        RunningService service = RunningService.start(database, topic);
        CountDownLatch firstCreations = new CountDownLatch(50);
        try (ExecutorService executor = Executors.newFixedThreadPool(WRITERS)) {
            for (int writer = 0; writer < WRITERS; writer++) {
                String prefix = "END-" + writer + "-";
                executor.execute(() -> {
                    try {
                        for (int i = 0; ; i++) {
                            accepted.add(service.create(prefix + i));
                            firstCreations.countDown();
                        }
                    } catch (AssertionError refusedConnection) {
                        return;
                    }
                });
            }
            firstCreations.await();
            service.close();
        }

        assertThat(accepted).hasSizeGreaterThanOrEqualTo(50);
        try (TopicTail<ProductEvent> tail = TopicTail.events(topic)) {
            Awaitility.await()
                    .untilAsserted(() -> assertThat(tail.read())
                            .extracting(ConsumerRecord::key)
                            .containsAll(accepted));
            assertThat(tail.read())
                    .extracting(record -> record.value().getEventId())
                    .as("events in the topic, without repetitions")
                    .containsExactlyInAnyOrderElementsOf(eventsUpToTheCursor());
        }
    }

    /** An older transaction that is still open keeps the relay from reading the event before the stop has begun. */
    @Test
    void aStopPublishesAnEventThatTheRelayCouldNotReadBefore() throws Exception {
        try (RunningService service = RunningService.start(database, topic);
                Connection older = DriverManager.getConnection(
                        database.jdbcUrl(), database.ownerUser(), database.ownerPassword())) {
            service.create("BEFORE-1");
            SmartLifecycle relay = service.context().getBean("relay", SmartLifecycle.class);
            older.setAutoCommit(false);
            older.createStatement().execute("select pg_current_xact_id()");
            String id = service.create("UNREAD-1");

            Thread stop = Thread.ofPlatform().start(relay::stop);
            Awaitility.await("the stop to wait for the relay, or to have ended")
                    .until(() -> stop.getState() == Thread.State.TIMED_WAITING
                            || stop.getState() == Thread.State.TERMINATED);
            older.rollback();
            stop.join();

            try (TopicTail<ProductEvent> tail = TopicTail.events(topic)) {
                Awaitility.await()
                        .untilAsserted(() -> assertThat(tail.read())
                                .extracting(ConsumerRecord::key)
                                .contains(id));
            }
        }
    }

    private List<String> eventsUpToTheCursor() {
        return JdbcClient.create(
                        new DriverManagerDataSource(database.jdbcUrl(), database.ownerUser(), database.ownerPassword()))
                .sql("""
                        select product_event.event_id from product_event, relay_cursor
                        where (product_event.tx, product_event.position) <= (relay_cursor.tx, relay_cursor.position)""")
                .query(String.class)
                .list();
    }
}
