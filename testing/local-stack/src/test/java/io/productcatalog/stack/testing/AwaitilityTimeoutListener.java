package io.productcatalog.stack.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** A listener that sets Awaitility's default timeout for all tests, so that a slow machine makes no test fail. */
public final class AwaitilityTimeoutListener implements LauncherSessionListener {

    private static final Duration AWAIT_TIMEOUT = Duration.ofMinutes(3);

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Awaitility.setDefaultTimeout(AWAIT_TIMEOUT);
    }
}
