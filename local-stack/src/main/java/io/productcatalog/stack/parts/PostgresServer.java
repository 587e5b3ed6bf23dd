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

/** PostgreSQL on 127.0.0.1: fsync on, passwords by scram-sha-256 for everyone, the superuser included. */
public final class PostgresServer extends Part {

    private static final String SUPERUSER = "postgres";
    private static final String INITDB = "initdb";

    /** The one that every system has: the databases' own locale is PostgreSQL's built-in one. */
    private static final Map<String, String> LOCALE = Map.of("LC_ALL", "C");

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

    /** The databases on this server, as its superuser sees them. */
    public DatabaseServer databases() {
        return new DatabaseServer("127.0.0.1", port, SUPERUSER, passwords.of(SUPERUSER), passwords);
    }

    @Override
    List<String> preparations() {
        return List.of(INITDB);
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
                LOCALE);
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

    /** Into a directory of another name first: an interrupted first start leaves no half-made cluster behind. */
    private void initialize(Path bin) {
        passwords.of(SUPERUSER);
        Path part = directory().resolve("postgres.initdb");
        deleteTree(part);
        ChildProcess initdb = ChildProcess.start(
                INITDB,
                directory(),
                unprivileged(List.of(
                        bin.resolve(INITDB).toString(),
                        "-D",
                        part.toString(),
                        "-U",
                        SUPERUSER,
                        "--auth=scram-sha-256",
                        "--pwfile=" + passwords.fileOf(SUPERUSER),
                        "-E",
                        "UTF8",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                        "--no-locale")),
                LOCALE);
        initdb.toCompletion(PREPARATION_TIMEOUT);
        try {
            Files.move(part, data, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** PostgreSQL refuses to run as root: in a user namespace without a mapping root is nobody, with root's own files. */
    private static List<String> unprivileged(List<String> command) {
        if (!System.getProperty("user.name").equals("root")) {
            return command;
        }
        List<String> line = new ArrayList<>(List.of("unshare", "-U"));
        line.addAll(command);
        return line;
    }

    private static void deleteTree(Path directory) {
        try {
            Directories.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
