package io.productcatalog.command.ops;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A database's address in libpq's form, see <a
 * href="https://www.postgresql.org/docs/18/libpq-connect.html#LIBPQ-CONNSTRING-URIS">connection URIs</a>.
 *
 * @param location host, port, database and options, without the credentials
 */
record PostgresAddress(
        String location, @Nullable String user, @Nullable String password) {

    /** The address, or null when the text has another form. */
    static @Nullable PostgresAddress parse(String text) {
        try {
            URI uri = new URI(text);
            boolean postgres = "postgresql".equals(uri.getScheme()) || "postgres".equals(uri.getScheme());
            String path = uri.getRawPath();
            if (!postgres || uri.getHost() == null || path == null || path.length() < 2) {
                return null;
            }
            String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
            String options = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            String[] credentials = uri.getUserInfo() == null
                    ? new String[0]
                    : uri.getUserInfo().split(":", 2);
            return new PostgresAddress(
                    uri.getHost() + port + path + options,
                    credentials.length > 0 ? credentials[0] : null,
                    credentials.length > 1 ? credentials[1] : null);
        } catch (URISyntaxException e) {
            return null;
        }
    }

    String jdbcUrl() {
        return "jdbc:postgresql://" + location;
    }
}
