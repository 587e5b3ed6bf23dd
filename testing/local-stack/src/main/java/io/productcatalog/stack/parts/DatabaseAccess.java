package io.productcatalog.stack.parts;

/**
 * The access to one database, with the two roles that may connect to it. The owner creates the tables; the application
 * uses them.
 *
 * @param host the host of the server
 * @param port the port of the server
 * @param database the name of the database
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

    /** {@code jdbc:postgresql://host:port/database}, without credentials. */
    public String jdbcUrl() {
        return "jdbc:" + url();
    }

    @Override
    public String toString() {
        return url();
    }
}
