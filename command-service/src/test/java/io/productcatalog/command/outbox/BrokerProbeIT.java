package io.productcatalog.command.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.productcatalog.stack.testing.RealParts;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BrokerProbeIT {

    @Test
    void theProbeDistinguishesBrokersThatAnswerFromSilentOnes() throws Exception {
        String topic = RealParts.get().newTopic();
        await("an answer in time, which a busy broker may miss")
                .until(() -> probe(RealParts.get().bootstrapServers(), topic));

        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            assertThat(probe("127.0.0.1:" + silent.getLocalPort(), topic)).isFalse();
        }
    }

    private static boolean probe(String bootstrapServers, String topic) {
        return new BrokerProbe(Map.of("bootstrap.servers", bootstrapServers), topic).getAsBoolean();
    }
}
