package io.productcatalog.command.settings;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The settings of both HTTP servers.
 *
 * @param bindAddress the address that both ports listen on
 * @param port of the API; 0 takes any free port
 * @param managementPort of the health probes and metrics
 * @param accessLog whether each request is logged
 * @param maxBodyBytes the limit for the body of a request
 * @param maxHeaderBytes the limit for the headers of a request
 */
@ConfigurationProperties("catalog")
public record HttpSettings(
        String bindAddress, int port, int managementPort, boolean accessLog, int maxBodyBytes, int maxHeaderBytes) {

    private static final int MAX_PORT = 65_535;
    private static final int MIN_BYTES = 1024;
    private static final int MAX_BODY_BYTES = 900_000;
    private static final int MAX_HEADER_BYTES = 1 << 20;

    public HttpSettings {
        new Requirements()
                .required(
                        "CATALOG_BIND_ADDRESS",
                        bindAddress,
                        HttpSettings::isLocalAddress,
                        "an address of this machine, such as 0.0.0.0 or 127.0.0.1")
                .range("CATALOG_PORT", port, 0, MAX_PORT)
                .range("CATALOG_MANAGEMENT_PORT", managementPort, 0, MAX_PORT)
                .require(port == 0 || port != managementPort, "CATALOG_MANAGEMENT_PORT must differ from CATALOG_PORT.")
                .range("CATALOG_MAX_BODY_BYTES", maxBodyBytes, MIN_BYTES, MAX_BODY_BYTES)
                .range("CATALOG_MAX_HEADER_BYTES", maxHeaderBytes, MIN_BYTES, MAX_HEADER_BYTES)
                .verify();
    }

    private static boolean isLocalAddress(String text) {
        try {
            InetAddress address = InetAddress.getByName(text);
            return address.isAnyLocalAddress() || NetworkInterface.getByInetAddress(address) != null;
        } catch (IOException unknown) {
            return false;
        }
    }
}
