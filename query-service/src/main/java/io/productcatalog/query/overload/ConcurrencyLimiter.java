package io.productcatalog.query.overload;

import com.netflix.concurrency.limits.Limit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A limiter of the requests in flight. The limit adapts to the latency of the answers. */
public class ConcurrencyLimiter {

    private final Limit limit;
    private final AtomicInteger inFlight = new AtomicInteger();

    public ConcurrencyLimiter(Limit limit) {
        this.limit = limit;
    }

    /** A permit for one more request; null if the limit is reached. */
    public @Nullable Permit tryAcquire() {
        if (inFlight.incrementAndGet() > limit.getLimit()) {
            inFlight.decrementAndGet();
            return null;
        }
        return new Permit(this);
    }

    /**
     * Adapts the limit to one answer. The sample reports that the limit was reached, whatever the number in flight: a
     * limit that was lowered would otherwise not rise before the next burst.
     *
     * @param dropped whether the answer came too late or not at all
     */
    void sample(long startNanos, long durationNanos, boolean dropped) {
        limit.onSample(startNanos, durationNanos, limit.getLimit(), dropped);
    }

    void release() {
        inFlight.decrementAndGet();
    }

    int inFlight() {
        return inFlight.get();
    }

    int limit() {
        return limit.getLimit();
    }
}
