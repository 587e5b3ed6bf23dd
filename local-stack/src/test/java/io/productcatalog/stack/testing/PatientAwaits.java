package io.productcatalog.stack.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Sets Awaitility's default timeout for all tests, so that a slow machine makes a test slow and not red. */
public final class PatientAwaits implements LauncherSessionListener {

    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Awaitility.setDefaultTimeout(TIMEOUT);
    }
}
