package io.productcatalog.stack.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.productcatalog.stack.parts.DatabaseAccess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;

class RealPartsIT {

    private final RealParts parts = RealParts.get();

    @Test
    void theOwnerCreatesTablesAndTheApplicationOnlyConnectsUntilItIsGrantedMore() throws Exception {
        DatabaseAccess access = parts.newWriteDatabase();
        try (Connection owner = connect(access, access.ownerUser(), access.ownerPassword());
                Connection app = connect(access, access.appUser(), access.appPassword());
                Statement asOwner = owner.createStatement();
                Statement asApp = app.createStatement()) {
            asOwner.execute("create schema command");
            asOwner.execute("create table command.thing (id int)");
            assertThatThrownBy(() -> asApp.execute("create table public.thing (id int)"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("permission denied");
            assertThatThrownBy(() -> asApp.execute("select * from command.thing"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void noRoleConnectsToTheDatabaseOfTheOtherService() {
        DatabaseAccess write = parts.newWriteDatabase();
        DatabaseAccess read = parts.newReadDatabase();

        assertThatThrownBy(() -> connect(write, read.ownerUser(), read.ownerPassword()))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("permission denied for database");
        assertThatThrownBy(() -> connect(read, write.appUser(), write.appPassword()))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("permission denied for database");
    }

    @Test
    void aWrongPasswordIsRefused() {
        DatabaseAccess write = parts.newWriteDatabase();

        assertThatThrownBy(() -> connect(write, write.appUser(), "wrong"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("password authentication failed");
    }

    @Test
    void theTopicIsCompactedAndItsDeadLetterTopicIsNot() throws Exception {
        String topic = parts.newTopic();

        try (Admin admin = Admin.create(Map.of("bootstrap.servers", parts.bootstrapServers()))) {
            ConfigResource products = new ConfigResource(ConfigResource.Type.TOPIC, topic);
            ConfigResource deadLetters = new ConfigResource(ConfigResource.Type.TOPIC, topic + ".dlt");
            Map<ConfigResource, Config> configs =
                    admin.describeConfigs(List.of(products, deadLetters)).all().get();
            assertThat(admin.describeTopics(List.of(topic, topic + ".dlt"))
                            .allTopicNames()
                            .get()
                            .values())
                    .hasSize(2)
                    .allSatisfy(each -> assertThat(each.partitions()).hasSize(12));
            assertThat(configs.get(products).get("cleanup.policy").value()).isEqualTo("compact");
            assertThat(configs.get(products).get("min.compaction.lag.ms").value())
                    .isEqualTo("604800000");
            assertThat(configs.get(deadLetters).get("cleanup.policy").value()).isEqualTo("delete");
        }
    }

    @Test
    void theRegistryRequiresFullTransitiveCompatibility() throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> level = http.send(
                    HttpRequest.newBuilder(URI.create(parts.registryUrl() + "/config"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(level.body()).contains("FULL_TRANSITIVE");
        }
    }

    private static Connection connect(DatabaseAccess access, String user, String password) throws SQLException {
        return DriverManager.getConnection(access.jdbcUrl(), user, password);
    }
}
