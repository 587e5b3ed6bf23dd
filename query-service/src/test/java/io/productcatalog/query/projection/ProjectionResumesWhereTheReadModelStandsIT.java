package io.productcatalog.query.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.productcatalog.query.testing.Products;
import io.productcatalog.query.testing.RunningQueryService;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Guarantee 4: offsets that the consumer group committed ahead of the read model do not skip records. */
class ProjectionResumesWhereTheReadModelStandsIT {

    private static RunningQueryService service;
    private final UUID one = Products.newId();
    private final UUID other = Products.newId();

    @BeforeAll
    static void start() {
        service = RunningQueryService.start(Map.of());
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @BeforeEach
    void twoProductsAndCommittedOffsets() {
        service.topic().publish(Products.active(one, 1), Products.active(other, 1), Products.active(other, 2));
        service.awaitProjected();
        await().until(() -> service.topic().committed().equals(service.topic().ends()));
    }

    @Test
    void aReadModelThatWasLostIsFilledAgain() {
        whileTheServiceIsStopped(() -> service.readModel()
                .sql("truncate product_document, product_category, projection_progress")
                .update());

        await().untilAsserted(() -> assertThat(service.versions()).containsAllEntriesOf(Map.of(one, 1L, other, 2L)));
    }

    @Test
    void aReadModelThatWasRestoredFromABackupCatchesUp() {
        whileTheServiceIsStopped(() -> {
            service.readModel()
                    .sql("update product_document set version = 1 where id = ?")
                    .param(other)
                    .update();
            service.readModel()
                    .sql("update projection_progress set next_offset = next_offset - 1 where next_offset > 0")
                    .update();
        });

        await().untilAsserted(() -> assertThat(service.versions()).containsAllEntriesOf(Map.of(one, 1L, other, 2L)));
        service.awaitProjected();
    }

    @Test
    void aRecreatedTopicIsReadFromItsBeginningAndItsLagIsRight() {
        whileTheServiceIsStopped(() -> service.readModel()
                .sql("update projection_progress set next_offset = 1000000")
                .update());

        service.topic().publish(Products.active(one, 2));
        await().untilAsserted(() -> assertThat(service.versions()).containsAllEntriesOf(Map.of(one, 2L, other, 2L)));
        await().untilAsserted(() ->
                assertThat(service.projected()).isEqualTo(service.topic().ends()));
    }

    @Test
    void aReadModelThatLosesCommitsWhileTheServiceRunsCatchesUp() {
        UUID lost = loseAProduct();
        UUID next = Products.newId();

        service.topic().publish(0, Products.active(next, 1));

        await().untilAsserted(() -> assertThat(service.versions()).containsKeys(lost, next));
    }

    @Test
    void aReadModelThatLosesCommitsWhileNoRecordsArriveCatchesUp() {
        UUID lost = loseAProduct();

        await().untilAsserted(() -> assertThat(service.versions()).containsKey(lost));
        service.awaitProjected();
    }

    @Test
    void aPartitionThatIsTakenOverDoesNotHideLostCommitsOfAnother() {
        whileTheServiceIsStopped(() -> {
            DataSource owner = service.owner();
            ReadModelWriter readModel = new ReadModelWriter(
                    JdbcClient.create(owner),
                    new TransactionTemplate(new JdbcTransactionManager(owner)),
                    new ProjectionActivity());
            readModel.resume(List.of(0));
            readModel.store(List.of(), Map.of(0, 200L));
            service.readModel()
                    .sql("update projection_progress set next_offset = 150 where partition = 0")
                    .update();

            readModel.resume(List.of(5));

            assertThatThrownBy(() -> readModel.store(List.of(), Map.of(0, 300L)))
                    .isInstanceOf(ReadModelRegressedException.class);
            assertThatThrownBy(() -> readModel.store(List.of(), Map.of(5, 300L)))
                    .isInstanceOf(ReadModelRegressedException.class);
            readModel.release(List.of(0));
            readModel.store(List.of(), Map.of(5, 300L));
            assertThat(service.projected()).containsEntry(0, 150L).containsEntry(5, 300L);
        });
    }

    private static void whileTheServiceIsStopped(Runnable change) {
        service.stop();
        try {
            change.run();
        } finally {
            service.start();
        }
    }

    /** Loses a commit, as a failover to a replica that lacked it does. */
    private UUID loseAProduct() {
        UUID lost = Products.newId();
        service.topic().publish(0, Products.active(Products.newId(), 1));
        service.topic().publish(0, Products.active(lost, 1));
        await().until(() -> service.versions().containsKey(lost));
        service.awaitProjected();
        new TransactionTemplate(new JdbcTransactionManager(service.owner())).executeWithoutResult(_ -> {
            JdbcClient failover = JdbcClient.create(service.owner());
            failover.sql("delete from product_document where id = ?")
                    .param(lost)
                    .update();
            failover.sql("update projection_progress set next_offset = next_offset - 1 where partition = 0")
                    .update();
        });
        return lost;
    }
}
