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
import java.sql.Statement;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A write database that is reachable and cannot serve, as after a failover or while it is restored. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ADatabaseThatCannotServeIsAnswered503IT {

    private final DatabaseAccess database = RealParts.get().newWriteDatabase();
    private RunningService service;

    @BeforeAll
    void start() {
        service = RunningService.start(database, RealParts.get().newTopic(), Map.of());
    }

    @AfterAll
    void stop() {
        service.close();
    }

    @Test
    void connectionsToAServerThatIsReadOnlyAreNotUsedAgain() throws SQLException {
        execute("alter database " + database.database() + " set default_transaction_read_only = on");
        HttpResponse<String> refused = await("a connection that is read-only, as to an old primary after a failover")
                .until(
                        () -> {
                            // A connection that was being made meanwhile may still write.
                            service.connectionPool().softEvictConnections();
                            return create("READ-ONLY-" + UUID.randomUUID());
                        },
                        answer -> answer.statusCode() != 201);
        isUnavailable(refused);

        execute("alter database " + database.database() + " reset default_transaction_read_only");

        // Each failed request ends the connection that it used, and the pool has ten.
        assertThat(IntStream.range(0, 30).map(i -> create("AGAIN-" + i).statusCode()))
                .endsWith(201, 201, 201);
    }

    @ParameterizedTest
    @CsvSource({
        "alter table product rename to hidden, alter table hidden rename to product",
        "revoke select on product from catalog_command, grant select on product to catalog_command"
    })
    void aTableThatIsMissingOrForbiddenIsATemporaryFailure(String withdraw, String restore) throws SQLException {
        execute(withdraw);
        try {
            isUnavailable(service.sendOnce(service.request("/products?sku=ANY").GET()));
        } finally {
            execute(restore);
        }
        assertThat(service.get("/products?sku=ANY").statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> create(String sku) {
        return service.sendOnce(service.request("/products")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(RunningService.product(sku))));
    }

    private static void isUnavailable(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.body()).contains("/problems/unavailable").doesNotContain("read-only", "product\"");
    }

    private void execute(String sql) throws SQLException {
        try (Connection owner = DriverManager.getConnection(
                        database.jdbcUrl(), database.ownerUser(), database.ownerPassword());
                Statement statement = owner.createStatement()) {
            statement.execute("set default_transaction_read_only = off");
            statement.execute(sql);
        }
    }
}
