package io.productcatalog.query.documents;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import reactor.core.publisher.Flux;

/**
 * Reads the newest products before the replica becomes ready. The first reads open connections and run code that is not
 * compiled yet. Replicas are added when the load is high, and customers would then wait for these first reads until
 * they time out.
 */
class WarmUp implements ApplicationRunner {

    private static final Logger log = LoggerFactory.getLogger(WarmUp.class);

    /** Each slice is longer than the one before, so that none of them is cached. */
    private static final int MAX_SLICE_LENGTH = 40;

    private final Documents documents;
    private final Duration limit;

    /** @param limit of the delay of the start, also while the database does not answer */
    WarmUp(Documents documents, Duration limit) {
        this.documents = documents;
        this.limit = limit;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        try {
            Flux.range(1, MAX_SLICE_LENGTH)
                    .concatMap(length -> documents.newest(null, null, length))
                    .concatMapIterable(Slice::items)
                    .concatMap(item -> documents.byId(item.id()))
                    .take(limit)
                    .blockLast();
        } catch (RuntimeException failure) {
            log.debug("The warm-up reads failed", failure);
        }
    }
}
