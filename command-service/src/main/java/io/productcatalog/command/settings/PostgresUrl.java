package io.productcatalog.command.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A database's address as {@code postgresql://[user[:password]@]host[:port]/database}, optionally with libpq's {@code
 * ?sslmode=} and {@code &sslrootcert=}.
 *
 * @param authority host and port as they stand in a URL
 * @param tls the options for an encrypted connection, by libpq's names
 */
record PostgresUrl(
        String authority,
        String database,
        SortedMap<String, String> tls,
        @Nullable String user,
        @Nullable String password) {

    private static final Set<String> TLS_OPTIONS = Set.of("sslmode", "sslrootcert");

    /** @throws IllegalArgumentException when the text has another form; its message does not repeat the text */
    static PostgresUrl parse(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException malformed) {
            throw new IllegalArgumentException("is not a URL");
        }
        String path = uri.getRawPath();
        if (!"postgresql".equals(uri.getScheme())
                || uri.getHost() == null
                || path == null
                || path.length() < 2
                || path.indexOf('/', 1) > 0
                || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("has another form");
        }
        String authority = uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
        String[] credentials = uri.getRawUserInfo() == null
                ? new String[0]
                : uri.getRawUserInfo().split(":", 2);
        return new PostgresUrl(
                authority,
                path.substring(1),
                tls(uri.getQuery()),
                credentials.length > 0 ? decode(credentials[0]) : null,
                credentials.length > 1 ? decode(credentials[1]) : null);
    }

    String jdbcUrl() {
        return jdbcUrl(tls);
    }

    /** For migrations: a statement that is not answered for 10 minutes fails. */
    String migrationJdbcUrl() {
        Map<String, String> options = new TreeMap<>(tls);
        options.putAll(Map.of("connectTimeout", "5", "socketTimeout", "600", "tcpKeepAlive", "true"));
        return jdbcUrl(options);
    }

    private String jdbcUrl(Map<String, String> options) {
        return "jdbc:postgresql://" + authority + "/" + database + options(options);
    }

    /** An option that is not known is refused: ignoring one could mean to connect without the encryption it asks for. */
    private static SortedMap<String, String> tls(@Nullable String query) {
        SortedMap<String, String> options = new TreeMap<>();
        for (String option : query == null ? new String[0] : query.split("&")) {
            String[] parts = option.split("=", 2);
            if (parts.length < 2 || !TLS_OPTIONS.contains(parts[0])) {
                throw new IllegalArgumentException("has an unknown option");
            }
            options.put(parts[0], parts[1]);
        }
        return options;
    }

    private static String options(Map<String, String> options) {
        return options.isEmpty()
                ? ""
                : options.entrySet().stream()
                        .map(option ->
                                option.getKey() + "=" + URLEncoder.encode(option.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&", "?", ""));
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
