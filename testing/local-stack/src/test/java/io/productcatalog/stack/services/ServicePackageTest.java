package io.productcatalog.stack.services;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServicePackageTest {

    private static final FileTime BUILT = FileTime.fromMillis(1_000_000);

    @TempDir
    Path directory;

    @Test
    void aBuildChangesNoRunningServiceBeforeItsNextStart() throws Exception {
        ServicePackage built = build("first");
        Files.writeString(built.directory().resolve("lib/old.jar"), "old");
        ServicePackage running = built.copyTo(directory.resolve("running"));

        Files.delete(built.directory().resolve("lib/old.jar"));
        build("second");
        assertThat(running.directory().resolve("a-service.jar")).hasContent("first");

        assertThat(built.copyTo(directory.resolve("running"))).isEqualTo(running);
        assertThat(running.directory().resolve("a-service.jar")).hasContent("second");
        assertThat(running.directory().resolve("lib/old.jar")).doesNotExist();
    }

    @Test
    void aCopyKeepsTheTimesToWhichTheCacheIsBound() throws Exception {
        ServicePackage copy = build("first").copyTo(directory.resolve("running"));

        assertThat(Files.getLastModifiedTime(copy.directory().resolve("a-service.jar")))
                .isEqualTo(BUILT);
    }

    private ServicePackage build(String content) throws Exception {
        Path service = directory.resolve("a-service");
        Files.createDirectories(service.resolve("lib"));
        Path jar = Files.writeString(service.resolve("a-service.jar"), content);
        Files.setLastModifiedTime(jar, BUILT);
        return new ServicePackage(service);
    }
}
