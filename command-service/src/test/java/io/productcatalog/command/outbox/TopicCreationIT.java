package io.productcatalog.command.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.productcatalog.stack.testing.RealParts;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;

class TopicCreationIT {

    private final String topic = "created-" + UUID.randomUUID();

    @Test
    void aMissingTopicIsCreatedAsTheEventContractPromises() throws Exception {
        new TopicCreation(settings(), topic).run();

        assertThat(described().partitions()).hasSize(12);
        Config config = config();
        assertThat(config.get("cleanup.policy").value()).isEqualTo("compact");
        assertThat(config.get("min.compaction.lag.ms").value()).isEqualTo("604800000");
    }

    @Test
    void aTopicThatExistsIsNotChanged() throws Exception {
        try (Admin admin = Admin.create(settings())) {
            admin.createTopics(List.of(new NewTopic(topic, 3, (short) 1))).all().get();
        }

        new TopicCreation(settings(), topic).run();

        assertThat(described().partitions()).hasSize(3);
        assertThat(config().get("cleanup.policy").value()).isEqualTo("delete");
    }

    @Test
    void silentBrokersCauseAnException() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            TopicCreation creation =
                    new TopicCreation(Map.of("bootstrap.servers", "127.0.0.1:" + silent.getLocalPort()), topic);

            assertThatThrownBy(creation::run).isInstanceOf(KafkaException.class);
        }
    }

    private static Map<String, Object> settings() {
        return Map.of("bootstrap.servers", RealParts.get().bootstrapServers());
    }

    private TopicDescription described() throws Exception {
        try (Admin admin = Admin.create(settings())) {
            return admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
        }
    }

    private Config config() throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try (Admin admin = Admin.create(settings())) {
            return admin.describeConfigs(List.of(resource)).all().get().get(resource);
        }
    }
}
