package io.productcatalog.command.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;

/** Runs a process that ends. */
class AStopThatHangsSaysWhereAndEndsTest {

    /** An application with a bean whose close may hang. */
    static final class Part implements DisposableBean {

        static final String READY = "ready";

        @Override
        public void destroy() throws InterruptedException {
            if (Boolean.getBoolean("hang")) {
                closeWithoutALimit();
            }
        }

        private static void closeWithoutALimit() throws InterruptedException {
            new CountDownLatch(1).await();
        }

        public static void main(String[] arguments) throws InterruptedException {
            SpringApplication service = new SpringApplication(Part.class);
            service.setWebApplicationType(WebApplicationType.NONE);
            service.addListeners(
                    Boolean.getBoolean("hang") ? new ShutdownDeadline(Duration.ofSeconds(5)) : new ShutdownDeadline());
            service.run("--spring.main.banner-mode=off");
            System.out.println(READY);
            new CountDownLatch(1).await();
        }
    }

    @Test
    void aCloseThatNeverEndsIsLoggedAndEnded() throws Exception {
        Process process = start(true);

        assertThat(output(process)).contains("The stop has not ended within 5 s", "closeWithoutALimit");
        assertThat(process.waitFor()).isEqualTo(1);
    }

    @Test
    void aStopInTimeLogsItsEnd() throws Exception {
        Process process = start(false);

        assertThat(output(process)).contains("Everything is closed; the process ends");
        assertThat(process.waitFor()).isEqualTo(143);
    }

    /** Starts the process. {@link #output} ends it when it is ready. */
    private static Process start(boolean hang) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dhang=" + hang,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Part.class.getName())
                .redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1",
                        "SCHEMA_REGISTRY_URL", "http://127.0.0.1:1",
                        "CATALOG_WRITE_DB_URL", "postgresql://127.0.0.1:1/catalog_write",
                        "CATALOG_WRITE_DB_USER", "writer",
                        "CATALOG_JWT_ISSUER_URI", "http://127.0.0.1:1",
                        "CATALOG_JWT_AUDIENCE", "catalog",
                        "CATALOG_SHUTDOWN_TIMEOUT", hang ? "100ms" : "2m",
                        "CATALOG_DRAIN_DELAY", "0s"));
        return builder.start();
    }

    private static String output(Process process) throws IOException {
        try (BufferedReader output = process.inputReader()) {
            return output.lines()
                    .peek(line -> {
                        if (line.equals(Part.READY)) {
                            process.toHandle().destroy();
                        }
                    })
                    .collect(Collectors.joining("\n"));
        }
    }
}
