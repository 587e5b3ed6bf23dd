package io.productcatalog.query.settings;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The settings of both HTTP servers.
 *
 * @param bindAddress the address that both ports listen on
 * @param port of the public API; 0 takes any free port
 * @param managementPort of the health probes and metrics
 * @param accessLog whether each request is logged
 * @param maxHeaderBytes the limit for the headers of a request
 * @param cacheControl the header {@code Cache-Control} of answers with products
 */
@ConfigurationProperties("catalog")
public record HttpSettings(
        String bindAddress, int port, int managementPort, boolean accessLog, int maxHeaderBytes, String cacheControl) {

    private static final int MAX_PORT = 65_535;
    private static final int MIN_BYTES = 1024;
    private static final int MAX_HEADER_BYTES = 1 << 20;
    private static final Pattern HEADER_VALUE = Pattern.compile("[\\x21-\\x7e](?:[\\x20-\\x7e]*[\\x21-\\x7e])?");

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
                .range("CATALOG_MAX_HEADER_BYTES", maxHeaderBytes, MIN_BYTES, MAX_HEADER_BYTES)
                .required(
                        "CATALOG_CACHE_CONTROL",
                        cacheControl,
                        HEADER_VALUE.asMatchPredicate(),
                        "one line of printable ASCII")
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
