package io.productcatalog.query.projection;

/** Thrown when a batch must be held, because most of its records cannot be projected. */
final class PoisonedBatchException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PoisonedBatchException(DeadLetter example, int poisoned, int records) {
        super(
                ("%d of the %d records of a batch cannot be projected, and none of them becomes a dead letter. The registry,"
                                + " or this release, is more likely the cause than the records. The first is offset %d of %s-%d: %s")
                        .formatted(
                                poisoned,
                                records,
                                example.record().offset(),
                                example.record().topic(),
                                example.record().partition(),
                                example.reason()));
    }
}
