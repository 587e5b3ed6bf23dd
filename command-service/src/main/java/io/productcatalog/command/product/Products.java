package io.productcatalog.command.product;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.LongPredicate;
import java.util.function.Supplier;

/**
 * The commands on products. Each command creates exactly one version of one product with exactly one event, or changes
 * nothing and returns the reason.
 */
public final class Products {

    private final ProductStore store;
    private final Supplier<UUID> ids;
    private final Clock clock;

    /**
     * Creates the commands.
     *
     * @param ids generates UUIDv7s, which sort by time
     */
    public Products(ProductStore store, Supplier<UUID> ids, Clock clock) {
        this.store = store;
        this.ids = ids;
        this.clock = clock;
    }

    public Optional<Product> find(UUID id) {
        return store.find(id);
    }

    public Optional<Product> findBySku(String sku) {
        return ProductRules.isSku(sku) ? store.findBySku(sku) : Optional.empty();
    }

    public Decision create(ProductDetails details, String actor) {
        return create(details, actor, store::create);
    }

    /**
     * Creates a product, unless the key has already created one: then the earlier decision is returned. Refused if that
     * product was created with other details.
     */
    public Decision createOnce(ProductDetails details, IdempotencyKey key) {
        Decision decision = create(details, key.actor(), creation -> store.createOnce(creation, key));
        return decision instanceof Decision.Accepted(var creation)
                        && !Objects.requireNonNull(creation.after()).details().equals(details)
                ? new Decision.Refused(new Refusal.IdempotencyKeyReused())
                : decision;
    }

    private Decision create(ProductDetails details, String actor, Function<ProductChange, Decision> save) {
        List<Violation> violations = ProductRules.violations(details);
        if (!violations.isEmpty()) {
            return new Decision.Refused(new Refusal.Invalid(violations));
        }
        Instant now = now();
        Product created = new Product(ids.get(), 1, details, now, now);
        return save.apply(new ProductChange(
                ids.get(),
                created.id(),
                created.version(),
                ProductChange.Type.CREATED,
                now,
                actor,
                ChangedFields.ofCreation(details),
                null,
                created));
    }

    /**
     * Edits a product. An edit that changes nothing creates no version.
     *
     * @param expected accepts the versions that the client allows the edit to be based on
     */
    public Decision edit(UUID id, LongPredicate expected, Edit edit, String actor) {
        return store.change(id, current -> {
            if (!expected.test(current.version())) {
                return new Decision.Refused(new Refusal.StaleVersion(current.version()));
            }
            return switch (edit.apply(current)) {
                case Edit.Result.Invalid(var violations) -> new Decision.Refused(new Refusal.Invalid(violations));
                case Edit.Result.Next(var details) -> update(current, details, actor);
            };
        });
    }

    private Decision update(Product current, ProductDetails next, String actor) {
        if (next.equals(current.details())) {
            return new Decision.Unchanged(current);
        }
        Currency currency = current.details().price().currency();
        List<Violation> violations = ProductRules.violations(next, currency);
        if (!violations.isEmpty()) {
            return new Decision.Refused(new Refusal.Invalid(violations));
        }
        Instant now = notBefore(current.updatedAt());
        Money price = current.details().price();
        Product after = new Product(current.id(), current.version() + 1, next, current.createdAt(), now);
        return new Decision.Accepted(new ProductChange(
                ids.get(),
                current.id(),
                after.version(),
                ProductChange.Type.UPDATED,
                now,
                actor,
                ChangedFields.between(current.details(), next),
                price.equals(next.price()) ? null : price,
                after));
    }

    /**
     * Deletes a product. The deletion is its last version.
     *
     * @param expected accepts the versions that the client allows to be deleted
     */
    public Decision delete(UUID id, LongPredicate expected, String actor) {
        return store.change(id, current -> {
            if (!expected.test(current.version())) {
                return new Decision.Refused(new Refusal.StaleVersion(current.version()));
            }
            return new Decision.Accepted(new ProductChange(
                    ids.get(),
                    id,
                    current.version() + 1,
                    ProductChange.Type.DELETED,
                    notBefore(current.updatedAt()),
                    actor,
                    List.of(),
                    null,
                    null));
        });
    }

    /** The time of a change. The times of a product never go back, even if the clock does. */
    private Instant notBefore(Instant previous) {
        Instant now = now();
        return now.isBefore(previous) ? previous : now;
    }

    /**
     * Truncated to microseconds, the precision of PostgreSQL and of the event, so that every reader sees the same
     * instant.
     */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
