package io.productcatalog.command.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.productcatalog.command.RunningService;
import io.productcatalog.events.ProductEvent;
import io.productcatalog.stack.parts.DatabaseAccess;
import io.productcatalog.stack.testing.RealParts;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class OneRelayAtATimeIT {

    private final DatabaseAccess database = RealParts.get().newWriteDatabase();
    private final String topic = RealParts.get().newTopic();

    @Test
    void oneOfTwoReplicasIsTheLeaderAndTheOtherTakesOverWhenItEnds() {
        List<String> ids = new ArrayList<>();
        RunningService first = RunningService.start(database, topic);
        await().until(() -> active(first));
        try (RunningService second = RunningService.start(database, topic);
                TopicTail<ProductEvent> tail = TopicTail.events(topic)) {
            ids.add(second.create("TWO-1"));
            await().untilAsserted(() ->
                    assertThat(tail.read()).extracting(ConsumerRecord::key).isEqualTo(ids));
            await("one leader").until(() -> active(first) != active(second));

            first.close();
            ids.add(second.create("TWO-2"));

            await().until(() -> active(second));
            await().untilAsserted(() ->
                    assertThat(tail.read()).extracting(ConsumerRecord::key).isEqualTo(ids));
        } finally {
            first.close();
        }
    }

    @Test
    void aRelayWhoseConnectionIsCutContinuesWithoutLossOnANewOne() {
        try (RunningService service = RunningService.start(database, topic);
                TopicTail<ProductEvent> tail = TopicTail.events(topic)) {
            await().until(() -> active(service));
            List<String> ids = new ArrayList<>();
            ids.add(service.create("CUT-1"));

            int cut = JdbcClient.create(
                            new DriverManagerDataSource(database.jdbcUrl(), database.appUser(), database.appPassword()))
                    .sql("""
                            select count(pg_terminate_backend(pid)) from pg_stat_activity
                            where application_name = 'command-service relay' and datname = current_database()""")
                    .query(Integer.class)
                    .single();
            assertThat(cut).isEqualTo(1);
            ids.add(service.create("CUT-2"));

            await().untilAsserted(() ->
                    assertThat(tail.read()).extracting(ConsumerRecord::key).containsSubsequence(ids));
        }
    }

    private static boolean active(RunningService service) {
        return service.context()
                        .getBean(MeterRegistry.class)
                        .get("catalog.relay.active")
                        .gauge()
                        .value()
                == 1;
    }
}
