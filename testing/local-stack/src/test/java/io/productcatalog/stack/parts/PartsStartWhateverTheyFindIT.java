package io.productcatalog.stack.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.productcatalog.stack.testing.TestDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** All tests share one directory, whose data is created once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PartsStartWhateverTheyFindIT {

    private final TestDirectory testDirectory = TestDirectory.create("started-parts");
    private final Path directory = testDirectory.path();
    private final PartsPorts ports = PartsPorts.ephemeral();

    @AfterAll
    void deleteData() {
        testDirectory.deleteData();
    }

    @Test
    void aLockFileWithThePidOfAnotherProgramDoesNotKeepPostgresFromStarting() throws Exception {
        PostgresServer postgres = new PostgresServer(directory, ports.postgres());
        postgres.start();
        postgres.child().kill();
        Path lock = directory.resolve("postgres").resolve("postmaster.pid");
        List<String> lines = Files.readAllLines(lock);
        Process another = new ProcessBuilder("sleep", "600").start();
        try {
            lines.set(0, Long.toString(another.pid()));
            Files.write(lock, lines);

            postgres.start();

            assertThat(postgres.stop()).isTrue();
        } finally {
            another.destroyForcibly();
        }
    }

    @Test
    void anInterruptedFirstStartLeavesNothingRunningAndTheNextStartSucceeds() throws Exception {
        PostgresFiles.home();
        TestDirectory empty = TestDirectory.create("interrupted-start");
        LocalParts parts = LocalParts.in(empty.path(), ports);
        for (Part part : List.of(parts.kafka(), parts.postgres())) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(part::start).isInstanceOf(PartFailure.class).hasMessageContaining("interrupted");
            assertThat(Thread.interrupted()).isTrue();
            assertThat(part.stopLeftover()).isFalse();
        }
        parts.start();
        parts.close();
        empty.deleteData();
    }

    @Test
    void rolesKeepTheirPasswordsUnlessAPasswordFileIsNew() throws Exception {
        PostgresServer postgres = new PostgresServer(directory, ports.postgres());
        postgres.start();
        DatabaseAccess first = postgres.databases().writeDatabase("catalog_write");
        connect(first).close();
        Files.delete(directory.resolve("passwords").resolve(first.ownerUser()));
        postgres.stop();

        postgres = new PostgresServer(directory, ports.postgres());
        postgres.start();
        try {
            DatabaseAccess second = postgres.databases().writeDatabase("catalog_write");
            assertThat(second.appPassword()).isEqualTo(first.appPassword());
            assertThat(second.ownerPassword()).isNotEqualTo(first.ownerPassword());
            connect(second).close();
        } finally {
            postgres.stop();
        }
    }

    @Test
    void aPausedPartAnswersAgainWhenItIsResumed() throws Exception {
        PostgresServer postgres = new PostgresServer(directory, ports.postgres());
        postgres.start();
        postgres.child().pause();
        postgres.child().resume();

        try (Connection connection = postgres.databases().connect()) {
            assertThat(connection.isValid(5)).isTrue();
        }
        postgres.child().pause();
        assertThat(postgres.stop()).isTrue();
    }

    @Test
    void aPortInUseIsReportedWithTheEndOfTheLog() throws IOException {
        try (ServerSocket ignored = new ServerSocket(ports.postgres(), 1, InetAddress.getLoopbackAddress())) {
            PostgresServer postgres = new PostgresServer(directory, ports.postgres());

            assertThatThrownBy(postgres::start)
                    .isInstanceOf(PartFailure.class)
                    .hasMessageContainingAll("postgres ended with exit code 1", "could not bind");
        }
    }

    private static Connection connect(DatabaseAccess database) throws Exception {
        return DriverManager.getConnection(database.jdbcUrl(), database.ownerUser(), database.ownerPassword());
    }
}
