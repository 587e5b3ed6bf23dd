package io.productcatalog.command.settings;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A connection URL of PostgreSQL's libpq: {@code postgresql://host[:port][,host[:port]…]/database[?option=value[&…]]}.
 * It has no credentials.
 *
 * @param hosts the hosts with their ports, separated by commas
 * @param options by libpq's names
 */
record PostgresUrl(String hosts, String database, SortedMap<String, String> options) {

    static final String EXPECTATION =
            "a URL such as postgresql://host:5432/database, without credentials and with no options but "
                    + "sslcert, sslkey, sslmode, sslrootcert and target_session_attrs";

    private static final String HOST = "(?:\\[[0-9a-fA-F:.]+]|[A-Za-z0-9_.-]+)(?::[0-9]{1,5})?";
    private static final Pattern URL =
            Pattern.compile("postgresql://(" + HOST + "(?:," + HOST + ")*)/([^/?#]+)(?:\\?([^#]*))?");

    /**
     * libpq's name and the JDBC driver's. An unknown option is refused: ignoring one could switch off the encryption.
     */
    private static final Map<String, String> JDBC_NAMES = Map.of(
            "sslcert", "sslcert",
            "sslkey", "sslkey",
            "sslmode", "sslmode",
            "sslrootcert", "sslrootcert",
            "target_session_attrs", "targetServerType");

    /** libpq's values of {@code target_session_attrs} and the drivers'. */
    private static final Map<String, String> SERVER_TYPES = Map.of(
            "any", "any",
            "primary", "primary",
            "read-write", "primary",
            "standby", "secondary",
            "read-only", "secondary",
            "prefer-standby", "preferSecondary");

    static boolean isValid(String text) {
        try {
            parse(text);
            return true;
        } catch (IllegalArgumentException invalid) {
            return false;
        }
    }

    /** @throws IllegalArgumentException when the text has another form; its message does not repeat the text */
    static PostgresUrl parse(String text) {
        Matcher url = URL.matcher(text);
        if (!url.matches()) {
            throw new IllegalArgumentException("has another form");
        }
        return new PostgresUrl(url.group(1), url.group(2), options(url.group(3)));
    }

    private static SortedMap<String, String> options(@Nullable String query) {
        SortedMap<String, String> options = new TreeMap<>();
        for (String option : query == null || query.isEmpty() ? new String[0] : query.split("&")) {
            String[] parts = option.split("=", 2);
            if (parts.length < 2 || !JDBC_NAMES.containsKey(parts[0])) {
                throw new IllegalArgumentException("has an unknown option");
            }
            String value = URLDecoder.decode(parts[1].replace("+", "%2B"), StandardCharsets.UTF_8);
            if (parts[0].equals("target_session_attrs") && !SERVER_TYPES.containsKey(value)) {
                throw new IllegalArgumentException("has an unknown value of an option");
            }
            options.put(parts[0], value);
        }
        return options;
    }

    /** The URL for the JDBC driver. */
    String jdbcUrl() {
        return jdbcUrl(Map.of());
    }

    /** The URL for migrations: a statement fails that is not answered within 10 minutes. */
    String migrationJdbcUrl() {
        return jdbcUrl(Map.of("connectTimeout", "5", "socketTimeout", "600", "tcpKeepAlive", "true"));
    }

    private String jdbcUrl(Map<String, String> more) {
        SortedMap<String, String> all = new TreeMap<>(more);
        options.forEach((name, value) -> all.put(JDBC_NAMES.get(name), driverValue(name, value)));
        return "jdbc:postgresql://" + hosts + "/" + database + query(all);
    }

    private static String query(SortedMap<String, String> options) {
        return options.entrySet().stream()
                .map(option -> option.getKey() + "=" + URLEncoder.encode(option.getValue(), StandardCharsets.UTF_8))
                .reduce((one, other) -> one + "&" + other)
                .map(query -> "?" + query)
                .orElse("");
    }

    private static String driverValue(String option, String value) {
        return option.equals("target_session_attrs") ? SERVER_TYPES.getOrDefault(value, value) : value;
    }
}
