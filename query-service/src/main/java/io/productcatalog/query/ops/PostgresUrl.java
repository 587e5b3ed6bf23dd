package io.productcatalog.query.ops;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A database's address as {@code postgresql://[user[:password]@]host[:port]/database}.
 *
 * @param authority host and port as they stand in a URL
 */
record PostgresUrl(
        String authority,
        String database,
        @Nullable String user,
        @Nullable String password) {

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
                || uri.getRawQuery() != null
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
                credentials.length > 0 ? decode(credentials[0]) : null,
                credentials.length > 1 ? decode(credentials[1]) : null);
    }

    String jdbcUrl() {
        return "jdbc:postgresql://" + authority + "/" + database;
    }

    String r2dbcUrl() {
        return "r2dbc:postgresql://" + authority + "/" + database;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
