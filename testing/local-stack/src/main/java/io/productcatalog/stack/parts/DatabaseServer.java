package io.productcatalog.stack.parts;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/**
 * A PostgreSQL server on which databases and roles are created with least privilege. The owner's role owns its
 * database. The application's role may only connect until migrations grant more. No role may connect to another
 * database.
 */
public final class DatabaseServer {

    private final String host;
    private final int port;
    private final String superuser;
    private final String superuserPassword;
    private final RolePasswords passwords;

    public DatabaseServer(String host, int port, String superuser, String superuserPassword, RolePasswords passwords) {
        this.host = host;
        this.port = port;
        this.superuser = superuser;
        this.superuserPassword = superuserPassword;
        this.passwords = passwords;
    }

    /** Creates the write side's database with its roles {@code catalog_command_owner} and {@code catalog_command}. */
    public DatabaseAccess writeDatabase(String name) {
        return database(name, "catalog_command_owner", "catalog_command");
    }

    /** Creates the read side's database with its roles {@code catalog_query_owner} and {@code catalog_query}. */
    public DatabaseAccess readDatabase(String name) {
        return database(name, "catalog_query_owner", "catalog_query");
    }

    /** Creates the registry's database with its only role {@code registry}. */
    public DatabaseAccess registryDatabase() {
        return database("registry", "registry", "registry");
    }

    /** Creates a database and its roles, unless they exist. Existing data is left unchanged. */
    public DatabaseAccess database(String name, String ownerUser, String appUser) {
        DatabaseAccess access = new DatabaseAccess(
                host, port, name, ownerUser, passwords.of(ownerUser), appUser, passwords.of(appUser));
        try (Connection connection = connect()) {
            try (Statement statement = connection.createStatement()) {
                // The server would log a failed statement, and the statements that create roles contain passwords.
                statement.execute("set log_min_error_statement = panic");
                statement.execute("revoke all on database postgres from public");
                statement.execute("revoke all on database template1 from public");
            }
            createRole(connection, ownerUser, access.ownerPassword());
            createRole(connection, appUser, access.appPassword());
            createDatabase(connection, access);
        } catch (SQLException e) {
            throw new PartFailure("The database " + name + " could not be set up: " + e.getMessage(), e);
        }
        return access;
    }

    /** Opens a connection of the superuser to the database {@code postgres}. */
    public Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", superuser);
        properties.setProperty("password", superuserPassword);
        return DriverManager.getConnection("jdbc:postgresql://" + host + ":" + port + "/postgres", properties);
    }

    private void createRole(Connection connection, String role, String password) throws SQLException {
        boolean exists = exists(connection, "select 1 from pg_roles where rolname = ?", role);
        if (exists && !passwords.isNew(role)) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute((exists ? "alter" : "create") + " role " + statement.enquoteIdentifier(role, true)
                    + " login password " + statement.enquoteLiteral(password));
        }
    }

    private static void createDatabase(Connection connection, DatabaseAccess access) throws SQLException {
        boolean exists = exists(connection, "select 1 from pg_database where datname = ?", access.database());
        try (Statement statement = connection.createStatement()) {
            String database = statement.enquoteIdentifier(access.database(), true);
            if (!exists) {
                statement.execute("create database " + database + " owner "
                        + statement.enquoteIdentifier(access.ownerUser(), true));
            }
            statement.execute("revoke all on database " + database + " from public");
            statement.execute("grant connect on database " + database + " to "
                    + statement.enquoteIdentifier(access.appUser(), true));
        }
    }

    private static boolean exists(Connection connection, String query, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, name);
            try (ResultSet found = statement.executeQuery()) {
                return found.next();
            }
        }
    }
}
