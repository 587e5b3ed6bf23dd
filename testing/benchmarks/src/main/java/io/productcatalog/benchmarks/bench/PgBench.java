package io.productcatalog.benchmarks.bench;

import io.productcatalog.stack.parts.DatabaseAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PostgreSQL's own load generator, where it is installed. It prepares statements, as the services' drivers do. */
final class PgBench {

    private static final Pattern RATE = Pattern.compile("tps = ([0-9.]+)");

    private PgBench() {}

    static boolean isInstalled() {
        try {
            return new ProcessBuilder("pgbench", "--version").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Runs a script, in the service's role, and gives how often it was done a second.
     *
     * @param path before the tables' names
     */
    static double run(DatabaseAccess database, String path, String script, int clients, int seconds)
            throws IOException, InterruptedException {
        Path file = Files.createTempFile("bench", ".sql");
        try {
            Files.writeString(file, script);
            String output = Program.output(
                    List.of(
                            "pgbench",
                            "--no-vacuum",
                            "--protocol=prepared",
                            "--client=" + clients,
                            "--time=" + seconds,
                            "--file=" + file,
                            "--host=" + database.host(),
                            "--port=" + database.port(),
                            "--username=" + database.appUser(),
                            database.database()),
                    Map.of("PGPASSWORD", database.appPassword(), "PGOPTIONS", "-c search_path=" + path));
            Matcher rate = RATE.matcher(output);
            if (!rate.find() || !output.contains("number of failed transactions: 0 ")) {
                throw new IllegalStateException(output);
            }
            return Double.parseDouble(rate.group(1));
        } finally {
            Files.delete(file);
        }
    }
}
