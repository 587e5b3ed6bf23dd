package io.productcatalog.command.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.productcatalog.command.RunningService;
import io.productcatalog.stack.parts.DatabaseAccess;
import io.productcatalog.stack.testing.RealParts;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A creation that is sent again with its Idempotency-Key, to any replica, creates one product and one event. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RetriedCreationMakesOneProductIT {

    private static final int CLIENTS = 20;

    private record Answer(int status, String location, String tag, String body) {}

    private final DatabaseAccess database = RealParts.get().newWriteDatabase();
    private final JdbcClient owner = JdbcClient.create(
            new DriverManagerDataSource(database.jdbcUrl(), database.ownerUser(), database.ownerPassword()));
    private RunningService first;
    private RunningService second;

    @BeforeAll
    void start() {
        String topic = RealParts.get().newTopic();
        first = RunningService.start(database, topic);
        second = RunningService.start(database, topic);
    }

    @AfterAll
    void stop() {
        second.close();
        first.close();
    }

    @RepeatedTest(5)
    void twentyConcurrentClientsOfTwoReplicasCreateOneProductAndGetTheSameAnswer() throws Exception {
        String key = UUID.randomUUID().toString();
        String body = newProduct();
        CountDownLatch start = new CountDownLatch(1);
        List<Future<Answer>> answers = new ArrayList<>();
        try (ExecutorService executor = Executors.newFixedThreadPool(CLIENTS)) {
            for (int client = 0; client < CLIENTS; client++) {
                RunningService service = client % 2 == 0 ? first : second;
                answers.add(executor.submit(() -> {
                    start.await();
                    return create(service, key, body);
                }));
            }
            start.countDown();
        }

        Answer one = answers.getFirst().get();
        assertThat(one.status()).isEqualTo(201);
        for (Future<Answer> answer : answers) {
            assertThat(answer.get()).isEqualTo(one);
        }
        assertThat(eventsOf(sku(body))).isEqualTo(1);
    }

    @Test
    void aRetryGetsTheFirstAnswerEvenIfTheProductWasChangedOrDeleted() {
        String body = newProduct();
        Answer one = create(first, "K-later", body);
        String id = one.location().substring("/products/".length());

        first.put(one.location() + "/stock", "{\"stock\":77}");
        assertThat(create(second, "K-later", body)).isEqualTo(one);
        first.delete(id);
        assertThat(create(second, "K-later", " " + body.replace(",", " , "))).isEqualTo(one);

        assertThat(first.get(one.location()).statusCode()).isEqualTo(404);
    }

    @Test
    void anotherBodyWithTheSameKeyIsRefusedAndCreatesNothing() {
        create(first, "K-body", newProduct());
        String other = newProduct();

        Answer answer = create(second, "K-body", other);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body()).contains("/problems/idempotency-key-reused");
        assertThat(eventsOf(sku(other))).isZero();
    }

    @Test
    void theSameKeyFromAnotherClientCreatesAnotherProduct() {
        Answer ann = create(first, "K-caller", newProduct());
        String body = newProduct();
        String bob = RealParts.get().tokens().token("bob", "catalog:write", Duration.ofMinutes(10));

        Answer answer =
                answer(first.send(request(first, "K-caller", body).setHeader("Authorization", "Bearer " + bob)));

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.location()).isNotEqualTo(ann.location());
        assertThat(eventsOf(sku(body))).isEqualTo(1);
    }

    @Test
    void aRefusedCreationDoesNotUseUpItsKey() {
        String taken = newProduct();
        create(first, "K-first", taken);

        assertThat(create(first, "K-corrected", taken).status()).isEqualTo(409);

        assertThat(create(first, "K-corrected", newProduct()).status()).isEqualTo(201);
    }

    @Test
    void anExpiredKeyIsDecidedAgain() {
        String body = newProduct();
        create(first, "K-expired", body);
        age("K-expired", "23 hours 59 minutes");
        assertThat(create(first, "K-expired", body).status()).isEqualTo(201);

        age("K-expired", "24 hours 1 second");

        assertThat(create(first, "K-expired", body).status())
                .as("the product exists already")
                .isEqualTo(409);
        String other = newProduct();
        Answer again = create(first, "K-expired", other);
        assertThat(again.status()).isEqualTo(201);
        assertThat(create(second, "K-expired", other)).isEqualTo(again);
    }

    @Test
    void expiredKeysAreDeletedWithoutWaitingForAKeyInUse() throws SQLException {
        create(first, "K-old", newProduct());
        create(first, "K-used", newProduct());
        create(first, "K-young", newProduct());
        try (Connection user =
                DriverManager.getConnection(database.jdbcUrl(), database.ownerUser(), database.ownerPassword())) {
            age("K-used", "25 hours");
            user.setAutoCommit(false);
            int used = user.createStatement()
                    .executeUpdate("update idempotency_key set created_at = now() where key = 'K-used'");
            assertThat(used).as("the key still exists").isEqualTo(1);
            age("K-old", "25 hours");

            IdempotencyKeyTable keys = first.context().getBean(IdempotencyKeyTable.class);
            await().untilAsserted(() -> {
                keys.deleteExpired();
                assertThat(exists("K-old")).isFalse();
            });
            user.commit();
        }
        assertThat(exists("K-used")).isTrue();
        assertThat(exists("K-young")).isTrue();
    }

    private void age(String key, String interval) {
        owner.sql("update idempotency_key set created_at = now() - ?::interval where key = ?")
                .params(interval, key)
                .update();
    }

    private boolean exists(String key) {
        return owner.sql("select exists (select from idempotency_key where key = ?)")
                .param(key)
                .query(Boolean.class)
                .single();
    }

    private int eventsOf(String sku) {
        return owner.sql("select count(*) from product_event where details->>'sku' = ?")
                .param(sku)
                .query(Integer.class)
                .single();
    }

    private static String newProduct() {
        return RunningService.product("SKU-" + UUID.randomUUID());
    }

    private static String sku(String body) {
        return RunningService.JSON.readTree(body).get("sku").asString();
    }

    private static Answer create(RunningService service, String key, String body) {
        return answer(service.send(request(service, key, body)));
    }

    private static HttpRequest.Builder request(RunningService service, String key, String body) {
        return service.request("/products")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private static Answer answer(HttpResponse<String> response) {
        return new Answer(
                response.statusCode(),
                response.headers().firstValue("Location").orElse(""),
                response.headers().firstValue("ETag").orElse(""),
                response.body());
    }
}
