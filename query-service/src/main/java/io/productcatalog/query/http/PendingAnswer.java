package io.productcatalog.query.http;

import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** The answer of a {@link FastPathRoute}, which is made when the request is handled. */
public sealed interface PendingAnswer {

    /** An answer that is made at once, without the cost of a Mono. */
    record Ready(Supplier<HttpAnswer> answer) implements PendingAnswer {}

    /** An answer that is loaded, possibly on another thread. */
    record Loading(Mono<HttpAnswer> answer) implements PendingAnswer {}
}
