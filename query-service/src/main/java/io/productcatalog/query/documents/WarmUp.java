package io.productcatalog.query.documents;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import reactor.core.publisher.Flux;

/**
 * Reads the newest products before the replica says that it is ready. The first reads make connections and run code that has
 * never run: on a busy machine, which is when replicas are added, customers would wait for them until their time is over.
 */
class WarmUp implements ApplicationRunner {

    private static final Logger log = LoggerFactory.getLogger(WarmUp.class);

    /** Each longer than the one before, so that none of them is in memory. */
    private static final int PAGES = 40;

    private final Documents documents;
    private final Duration atMost;

    /** @param atMost how long it may delay the start; a database that is away delays it no longer */
    WarmUp(Documents documents, Duration atMost) {
        this.documents = documents;
        this.atMost = atMost;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        try {
            Flux.range(1, PAGES)
                    .concatMap(length -> documents.newest(null, null, length))
                    .concatMapIterable(Slice::items)
                    .concatMap(item -> documents.byId(item.id()))
                    .take(atMost)
                    .blockLast();
        } catch (RuntimeException failure) {
            log.debug("The first reads failed; requests will see whether the next ones do", failure);
        }
    }
}
