package io.productcatalog.stack.run;

import io.productcatalog.stack.parts.PrivateFile;
import io.productcatalog.stack.settings.SettingsProblem;
import io.productcatalog.stack.settings.StackFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.StandardOpenOption;

/**
 * The lock of a state directory, which allows one stack at a time. The operating system releases it when the process
 * ends, however it ends. It is also released when this object is garbage-collected, so the caller must keep a reference
 * to it.
 */
final class StackLock {

    private final FileLock lock;

    private StackLock(FileLock lock) {
        this.lock = lock;
    }

    void release() {
        try {
            lock.channel().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Takes the lock.
     *
     * @throws SettingsProblem if another process has it
     */
    static StackLock take(StackFiles files) {
        try {
            PrivateFile.directory(files.state());
            FileChannel channel = FileChannel.open(files.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                String pid = files.launcher()
                        .alive()
                        .map(process -> " (process " + process.pid() + ")")
                        .orElse("");
                throw new SettingsProblem(("A stack already runs in %s%s or is being stopped: "
                                + "stop it first, or choose another directory with CATALOG_STATE_DIR.")
                        .formatted(files.state(), pid));
            }
            return new StackLock(lock);
        } catch (IOException e) {
            throw new SettingsProblem(
                    "The state directory %s cannot be used (%s): choose another with CATALOG_STATE_DIR."
                            .formatted(files.state(), e));
        }
    }
}
