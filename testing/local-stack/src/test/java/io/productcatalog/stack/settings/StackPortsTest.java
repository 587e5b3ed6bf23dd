package io.productcatalog.stack.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.productcatalog.stack.parts.PartsPorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StackPortsTest {

    @Test
    void theDefaultPortsAreThoseOfTheDocumentation() {
        StackPorts ports = StackPorts.from(Map.of());

        assertThat(ports.of(PortSetting.COMMAND)).isEqualTo(8081);
        assertThat(ports.of(PortSetting.COMMAND_MANAGEMENT)).isEqualTo(9081);
        assertThat(ports.of(PortSetting.QUERY)).isEqualTo(8080);
        assertThat(ports.of(PortSetting.QUERY_MANAGEMENT)).isEqualTo(9080);
        assertThat(ports.of(PortSetting.KAFKA)).isEqualTo(29092);
        assertThat(ports.of(PortSetting.POSTGRES)).isEqualTo(25432);
        assertThat(ports.of(PortSetting.REGISTRY)).isEqualTo(28081);
    }

    @Test
    void aVariableChangesItsPort() {
        StackPorts ports = StackPorts.from(Map.of("CATALOG_KAFKA_PORT", "19092", "CATALOG_QUERY_PORT", ""));

        assertThat(ports.ofParts().kafka()).isEqualTo(19092);
        assertThat(ports.of(PortSetting.QUERY)).isEqualTo(8080);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65536", "-1", "http", "80.5"})
    void anInvalidPortIsRefusedWithTheNameOfItsVariable(String value) {
        assertThatThrownBy(() -> StackPorts.from(Map.of("CATALOG_REGISTRY_PORT", value)))
                .isInstanceOf(SettingsProblem.class)
                .hasMessage("CATALOG_REGISTRY_PORT is '%s': it must be a port number from 1 to 65535.", value);
    }

    @Test
    void onePortForTwoProgramsIsRefusedWithTheNamesOfTheirVariables() {
        assertThatThrownBy(() -> StackPorts.from(Map.of("CATALOG_POSTGRES_PORT", "29092")))
                .isInstanceOf(SettingsProblem.class)
                .hasMessageContainingAll("CATALOG_KAFKA_PORT", "CATALOG_POSTGRES_PORT", "29092");
    }

    @Test
    void aPortInUseIsReportedWithItsProgramAndTheVariableThatSetsIt() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Map<String, String> environment = new HashMap<>();
            Iterator<Integer> free =
                    PartsPorts.free(PortSetting.values().length).iterator();
            for (PortSetting setting : PortSetting.values()) {
                environment.put(setting.variable(), free.next().toString());
            }
            environment.put("CATALOG_POSTGRES_PORT", Integer.toString(other.getLocalPort()));
            StackPorts ports = StackPorts.from(environment);

            assertThatThrownBy(ports::requireFree)
                    .isInstanceOf(SettingsProblem.class)
                    .hasMessage(
                            "Port %d of PostgreSQL is used by another program: "
                                    + "stop that, or choose another port with CATALOG_POSTGRES_PORT.",
                            other.getLocalPort());
        }
    }
}
