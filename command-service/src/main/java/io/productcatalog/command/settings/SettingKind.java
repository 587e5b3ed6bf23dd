package io.productcatalog.command.settings;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.springframework.security.converter.RsaKeyConverters;

/** What a setting's value has to be. */
enum SettingKind {
    TEXT("a text", _ -> true),
    LOCAL_ADDRESS("an address of this machine, such as 0.0.0.0 or 127.0.0.1", SettingKind::isLocalAddress),
    BOOLEAN("true or false", value -> value.equals("true") || value.equals("false")),
    PORT("a port number from 0 to 65535", value -> isNumber(value, 0, 65535)),
    POOL_SIZE("a number from 2 to 1000", value -> isNumber(value, 2, 1000)),
    BODY_BYTES("a number from 1024 to 900000", value -> isNumber(value, 1024, 900_000)),
    HEADER_BYTES("a number from 1024 to 1048576", value -> isNumber(value, 1024, 1 << 20)),
    DURATION("a duration such as 20s or 500ms", matches("[0-9]{1,6}(ms|s|m)")),
    ADDRESSES("a list of host:port, separated by commas", SettingKind::areAddresses),
    HTTP_URL("an http or https URL", SettingKind::isHttpUrl),
    POSTGRES_URL("a URL such as postgresql://user:password@host:5432/database", SettingKind::isPostgresUrl),
    TOPIC("a Kafka topic name", matches("[a-zA-Z0-9._-]{1,200}")),
    PUBLIC_KEY_FILE("a PEM file with an RSA public key", SettingKind::isPublicKeyFile);

    private final String expectation;
    private final Predicate<String> test;

    SettingKind(String expectation, Predicate<String> test) {
        this.expectation = expectation;
        this.test = test;
    }

    String expectation() {
        return expectation;
    }

    boolean accepts(String value) {
        return test.test(value);
    }

    private static Predicate<String> matches(String pattern) {
        return Pattern.compile(pattern).asMatchPredicate();
    }

    private static boolean isNumber(String value, int min, int max) {
        if (!value.matches("[0-9]{1,9}")) {
            return false;
        }
        int number = Integer.parseInt(value);
        return number >= min && number <= max;
    }

    private static boolean isLocalAddress(String value) {
        try {
            InetAddress address = InetAddress.getByName(value);
            return address.isAnyLocalAddress() || NetworkInterface.getByInetAddress(address) != null;
        } catch (IOException unknown) {
            return false;
        }
    }

    private static boolean areAddresses(String value) {
        return Arrays.stream(value.split(",", -1)).allMatch(address -> {
            int colon = address.lastIndexOf(':');
            return colon > 0 && isNumber(address.substring(colon + 1).strip(), 1, 65535);
        });
    }

    private static boolean isHttpUrl(String value) {
        try {
            URI uri = URI.create(value);
            return uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    private static boolean isPublicKeyFile(String value) {
        try (InputStream pem = Files.newInputStream(Path.of(value))) {
            return RsaKeyConverters.x509().convert(pem) != null;
        } catch (IOException | IllegalArgumentException | IllegalStateException unusable) {
            return false;
        }
    }

    private static boolean isPostgresUrl(String value) {
        try {
            PostgresUrl.parse(value);
            return true;
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }
}
