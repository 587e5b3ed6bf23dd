package io.productcatalog.query.settings;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.util.Arrays;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What a setting's value has to be. */
enum SettingKind {
    TEXT("a text", _ -> true),
    LOCAL_ADDRESS("an address of this machine, such as 0.0.0.0 or 127.0.0.1", SettingKind::isLocalAddress),
    BOOLEAN("true or false", value -> value.equals("true") || value.equals("false")),
    PORT("a port number from 0 to 65535", value -> isNumber(value, 0, 65535)),
    POSITIVE("a number from 1 to 999999", value -> isNumber(value, 1, 999_999)),
    POOL_SIZE("a number from 2 to 1000", value -> isNumber(value, 2, 1000)),
    PAGE_SIZE("a number from 1 to 1000", value -> isNumber(value, 1, 1000)),
    HEADER_BYTES("a number from 1024 to 1048576", value -> isNumber(value, 1024, 1 << 20)),
    CACHE_BYTES(
            "a number from 0 to " + halfOfTheHeap() + ", half of the heap",
            value -> isNumber(value, 0, halfOfTheHeap())),
    DURATION("a duration such as 20s or 500ms", matches("[0-9]{1,6}(ms|s|m)")),
    ADDRESSES("a list of host:port, separated by commas", SettingKind::areAddresses),
    HTTP_URL("an http or https URL", SettingKind::isHttpUrl),
    POSTGRES_URL("a URL such as postgresql://user:password@host:5432/database", SettingKind::isPostgresUrl),
    TOPIC("a Kafka topic name", matches("[a-zA-Z0-9._-]{1,200}")),
    HEADER_VALUE("one line of printable ASCII", matches("[\\x21-\\x7e](?:[\\x20-\\x7e]*[\\x21-\\x7e])?"));

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

    /** What the JVM may take at the most; more for products would end the service when the rest needs it. */
    private static int halfOfTheHeap() {
        return (int) Math.min(999_999_999, Runtime.getRuntime().maxMemory() / 2);
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

    private static boolean isPostgresUrl(String value) {
        try {
            PostgresUrl.parse(value);
            return true;
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }
}
