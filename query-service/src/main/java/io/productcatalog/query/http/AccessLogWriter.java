package io.productcatalog.query.http;

import io.micrometer.core.instrument.Counter;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The writer of the access log. The thread of a request encodes its line into a buffer, and one thread writes the
 * buffered lines to the output in batches. No request waits for the output: while it is too slow, lines are dropped and
 * counted.
 */
final class AccessLogWriter implements AutoCloseable {

    /** There are two buffers: one is filled while the other is written. */
    private static final int BUFFER_BYTES = 512 * 1024;

    /** The delay of a line at most, unless the output is slow. */
    private static final Duration BATCH_DELAY = Duration.ofMillis(10);

    /** An output that does not take the last lines by then does not delay the end of the process. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private final AccessLineEncoder encoder;
    private final PrintStream output;
    private final Counter dropped;
    private final Clock clock = Clock.systemUTC();
    private final ReentrantLock lock = new ReentrantLock();

    /** Signalled when the writing thread has something to do: a first line, many lines, or the end. */
    private final Condition work = lock.newCondition();

    private final Thread thread =
            Thread.ofPlatform().daemon().name("access-log").unstarted(this::writeAll);
    private JsonLineBuffer filling = new JsonLineBuffer(BUFFER_BYTES);
    private JsonLineBuffer spare = new JsonLineBuffer(BUFFER_BYTES);
    private boolean closed;

    /** @param dropped counts the lines that are not written */
    AccessLogWriter(AccessLineEncoder encoder, PrintStream output, Counter dropped) {
        this.encoder = encoder;
        this.output = output;
        this.dropped = dropped;
        thread.start();
    }

    void write(AccessLine line) {
        String name = Thread.currentThread().getName();
        lock.lock();
        try {
            boolean wasEmpty = filling.isEmpty();
            boolean wasHalfFull = filling.isHalfFull();
            if (closed || !encoder.encode(line, clock.instant(), name, filling)) {
                dropped.increment();
            } else if (wasEmpty || filling.isHalfFull() != wasHalfFull) {
                work.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private void writeAll() {
        try {
            for (JsonLineBuffer batch = next(); !batch.isEmpty(); batch = next()) {
                batch.drainTo(output);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for lines and takes them. The result is empty when the writer is closed. */
    private JsonLineBuffer next() throws InterruptedException {
        lock.lock();
        try {
            while (filling.isEmpty() && !closed) {
                work.await();
            }
            long rest = BATCH_DELAY.toNanos();
            while (rest > 0 && !filling.isHalfFull() && !closed) {
                rest = work.awaitNanos(rest);
            }
            JsonLineBuffer batch = filling;
            filling = spare;
            spare = batch;
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /** Writes the lines that are left. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            work.signal();
        } finally {
            lock.unlock();
        }
        try {
            thread.join(CLOSE_TIMEOUT);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
