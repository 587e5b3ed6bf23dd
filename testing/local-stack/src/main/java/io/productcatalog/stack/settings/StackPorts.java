package io.productcatalog.stack.settings;

import io.productcatalog.stack.parts.PartsPorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** The ports of the whole stack, which are all different. */
public final class StackPorts {

    private static final int MAX_PORT = 65535;

    private final Map<PortSetting, Integer> numbers;

    private StackPorts(Map<PortSetting, Integer> numbers) {
        this.numbers = numbers;
    }

    /**
     * Reads the variables of {@link PortSetting}. A port whose variable is missing or empty has its default number.
     *
     * @throws SettingsProblem if a value is not a port number or two are the same
     */
    public static StackPorts from(Map<String, String> environment) {
        Map<PortSetting, Integer> numbers = new EnumMap<>(PortSetting.class);
        Map<Integer, PortSetting> settingsByNumber = new HashMap<>();
        for (PortSetting setting : PortSetting.values()) {
            int number = number(setting, environment.getOrDefault(setting.variable(), ""));
            PortSetting other = settingsByNumber.put(number, setting);
            if (other != null) {
                throw new SettingsProblem("%s and %s are both %d: every port must be used once."
                        .formatted(other.variable(), setting.variable(), number));
            }
            numbers.put(setting, number);
        }
        return new StackPorts(numbers);
    }

    public int of(PortSetting setting) {
        Integer number = numbers.get(setting);
        if (number == null) {
            throw new IllegalStateException("no number for " + setting);
        }
        return number;
    }

    public PartsPorts ofParts() {
        return new PartsPorts(
                of(PortSetting.KAFKA),
                of(PortSetting.KAFKA_CONTROLLER),
                of(PortSetting.POSTGRES),
                of(PortSetting.REGISTRY),
                of(PortSetting.REGISTRY_MANAGEMENT));
    }

    /**
     * Checks that no other program listens on any of the ports.
     *
     * @throws SettingsProblem with the first port that is in use
     */
    public void requireFree() {
        numbers.forEach((setting, number) -> {
            if (isBusy(number)) {
                throw new SettingsProblem(
                        "Port %d of %s is used by another program: stop that, or choose another port with %s."
                                .formatted(number, setting.program(), setting.variable()));
            }
        });
    }

    private static boolean isBusy(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort() != port;
        } catch (IOException e) {
            return true;
        }
    }

    private static int number(PortSetting setting, String text) {
        if (text.isBlank()) {
            return setting.defaultNumber();
        }
        try {
            int number = Integer.parseInt(text.strip());
            if (number >= 1 && number <= MAX_PORT) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Reported below.
        }
        throw new SettingsProblem(
                "%s is '%s': it must be a port number from 1 to %d.".formatted(setting.variable(), text, MAX_PORT));
    }
}
