package io.productcatalog.stack.parts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** PostgreSQL on 127.0.0.1, with fsync and with SCRAM-SHA-256 passwords for all roles, the superuser included. */
public final class PostgresServer extends Part {

    private static final String SUPERUSER = "postgres";
    private static final String INITDB_PROGRAM = "initdb";

    /** The locale of the processes, which every system has. The databases use PostgreSQL's built-in locale. */
    private static final Map<String, String> LOCALE_VARIABLES = Map.of("LC_ALL", "C");

    private final int port;
    private final Path data;
    private final Passwords passwords;

    PostgresServer(Path directory, int port) {
        super("postgres", directory, Signal.INT);
        this.port = port;
        this.data = directory.resolve("postgres");
        this.passwords = new Passwords(directory.resolve("passwords"));
    }

    public int port() {
        return port;
    }

    /** This server, as its superuser uses it. */
    public DatabaseServer databases() {
        return new DatabaseServer("127.0.0.1", port, SUPERUSER, passwords.of(SUPERUSER), passwords);
    }

    @Override
    List<String> preparations() {
        return List.of(INITDB_PROGRAM);
    }

    @Override
    ChildProcess launch() {
        Path bin = PostgresFiles.home().resolve("bin");
        if (!Files.exists(data)) {
            initialize(bin);
        }
        new PostmasterLock(data.resolve("postmaster.pid")).disownIfStale();
        return ChildProcess.start(
                name(),
                directory(),
                unprivileged(List.of(
                        bin.resolve("postgres").toString(),
                        "-D",
                        data.toString(),
                        "-c",
                        "port=" + port,
                        "-c",
                        "listen_addresses=127.0.0.1",
                        "-c",
                        "unix_socket_directories=",
                        "-c",
                        "shared_buffers=64MB",
                        "-c",
                        "max_connections=200")),
                LOCALE_VARIABLES);
    }

    @Override
    boolean answers() {
        if (!Loopback.accepts(port)) {
            return false;
        }
        Properties properties = new Properties();
        properties.setProperty("user", SUPERUSER);
        properties.setProperty("password", passwords.of(SUPERUSER));
        try (Connection connection =
                DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/postgres", properties)) {
            return connection.isValid(5);
        } catch (SQLException e) {
            return false;
        }
    }

    /**
     * Initializes a directory of another name and renames it, so that an interrupted first start leaves no incomplete
     * one.
     */
    private void initialize(Path bin) {
        passwords.of(SUPERUSER);
        Path incomplete = directory().resolve("postgres.initdb");
        delete(incomplete);
        ChildProcess initdb = ChildProcess.start(
                INITDB_PROGRAM,
                directory(),
                unprivileged(List.of(
                        bin.resolve(INITDB_PROGRAM).toString(),
                        "-D",
                        incomplete.toString(),
                        "-U",
                        SUPERUSER,
                        "--auth=scram-sha-256",
                        "--pwfile=" + passwords.fileOf(SUPERUSER),
                        "-E",
                        "UTF8",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                        "--no-locale")),
                LOCALE_VARIABLES);
        initdb.toCompletion(PREPARATION_TIMEOUT);
        try {
            Files.move(incomplete, data, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Runs the command as a user that is not root, which PostgreSQL refuses. In a user namespace without a mapping,
     * root is the user nobody, but can still access the files of root.
     */
    private static List<String> unprivileged(List<String> command) {
        if (!System.getProperty("user.name").equals("root")) {
            return command;
        }
        List<String> line = new ArrayList<>(List.of("unshare", "-U"));
        line.addAll(command);
        return line;
    }

    private static void delete(Path directory) {
        try {
            Directories.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
