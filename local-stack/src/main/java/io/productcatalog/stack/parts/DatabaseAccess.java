package io.productcatalog.stack.parts;

/**
 * One database and the two roles that may connect to it: the owner makes the tables, the application uses them.
 *
 * @param host of the server
 * @param port of the server
 * @param database its name
 */
public record DatabaseAccess(
        String host,
        int port,
        String database,
        String ownerUser,
        String ownerPassword,
        String appUser,
        String appPassword) {

    /** {@code postgresql://host:port/database}, without credentials. */
    public String url() {
        return "postgresql://" + host + ":" + port + "/" + database;
    }

    /** {@code postgresql://user:password@host:port/database} of the application's role. */
    public String appUrl() {
        return "postgresql://" + appUser + ":" + appPassword + "@" + host + ":" + port + "/" + database;
    }

    /** {@code jdbc:postgresql://host:port/database}, without credentials. */
    public String jdbcUrl() {
        return "jdbc:" + url();
    }

    @Override
    public String toString() {
        return url();
    }
}
