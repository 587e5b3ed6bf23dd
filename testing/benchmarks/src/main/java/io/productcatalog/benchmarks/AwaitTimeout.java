package io.productcatalog.benchmarks;

import java.time.Duration;
import org.awaitility.Awaitility;

/** The timeout of all waits that name none, so that a slow machine makes no measurement fail. */
public final class AwaitTimeout {

    private static final Duration AWAIT_TIMEOUT = Duration.ofMinutes(3);

    private AwaitTimeout() {}

    public static void set() {
        Awaitility.setDefaultTimeout(AWAIT_TIMEOUT);
    }
}
