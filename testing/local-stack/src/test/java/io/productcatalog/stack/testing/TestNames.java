package io.productcatalog.stack.testing;

import java.util.concurrent.atomic.AtomicInteger;

/** Names that are unique in this JVM. */
final class TestNames {

    private final AtomicInteger last = new AtomicInteger();

    String next(String prefix) {
        return prefix + last.incrementAndGet();
    }
}
