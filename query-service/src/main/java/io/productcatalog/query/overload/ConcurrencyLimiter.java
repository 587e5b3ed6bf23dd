package io.productcatalog.query.overload;

import com.netflix.concurrency.limits.Limit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Those that are being answered, never more than the limit, which learns from how long they take. */
class ConcurrencyLimiter {

    private final Limit limit;
    private final AtomicInteger count = new AtomicInteger();

    ConcurrencyLimiter(Limit limit) {
        this.limit = limit;
    }

    /** One more; null when there are as many as there may be. */
    @Nullable
    Permit enter() {
        int now = count.incrementAndGet();
        if (now > limit.getLimit()) {
            count.decrementAndGet();
            return null;
        }
        return new Permit(this);
    }

    /** As if the limit had been reached, or a limit that has gone down would not come up again before the next burst. */
    void answered(long begin, long nanos, boolean failed) {
        limit.onSample(begin, nanos, limit.getLimit(), failed);
    }

    void left() {
        count.decrementAndGet();
    }

    int count() {
        return count.get();
    }

    int limit() {
        return limit.getLimit();
    }
}
