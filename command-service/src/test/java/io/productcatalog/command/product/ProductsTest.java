package io.productcatalog.command.product;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.uuid.Generators;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ProductsTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123456789Z");
    private static final Instant NOW_IN_MICROS = Instant.parse("2026-03-01T12:00:00.123456Z");

    private final ProductsInMemory store = new ProductsInMemory();
    private final Products products =
            new Products(store, Generators.timeBasedEpochGenerator()::generate, Clock.fixed(NOW, ZoneOffset.UTC));

    private Product created() {
        return after(products.create(TestProducts.television(), "ann"));
    }

    private static Product after(Decision decision) {
        return ((Decision.Accepted) decision).change().after();
    }

    private Decision edit(UUID id, long expected, Edit edit) {
        return products.edit(id, version -> version == expected, edit, "bob");
    }

    private static Edit price(long minorUnits) {
        return current -> new Edit.Result.Next(current.details().withPrice(new Money(minorUnits, TestProducts.EUR)));
    }

    @Test
    void theTimesOfAProductNeverGoBack() {
        Product product = created();
        Clock late = Clock.fixed(NOW.minusSeconds(3600), ZoneOffset.UTC);
        Products withALateClock = new Products(store, Generators.timeBasedEpochGenerator()::generate, late);

        assertThat(after(withALateClock.edit(product.id(), _ -> true, price(7), "bob"))
                        .updatedAt())
                .isEqualTo(product.updatedAt());
        withALateClock.delete(product.id(), _ -> true, "bob");
        assertThat(store.log).last().extracting(ProductChange::occurredAt).isEqualTo(product.updatedAt());
    }

    @Test
    void aCreatedProductIsVersionOneWithAnIdThatSortsByTime() {
        Product product = created();

        assertThat(product.version()).isEqualTo(1);
        assertThat(product.id().version()).isEqualTo(7);
        assertThat(product.createdAt()).isEqualTo(product.updatedAt()).isEqualTo(NOW_IN_MICROS);
        assertThat(store.log).singleElement().satisfies(change -> {
            assertThat(change.type()).isEqualTo(ProductChange.Type.CREATED);
            assertThat(change.actor()).isEqualTo("ann");
            assertThat(change.after()).isEqualTo(product);
            assertThat(change.changedFields()).contains("sku", "price", "listPrice", "stock");
        });
    }

    @Test
    void aCreationThatIsSentAgainWithItsKeyGetsTheFirstDecisionEvenIfTheProductWasChangedOrDeleted() {
        IdempotencyKey key = new IdempotencyKey("ann", "K-1");
        Decision first = products.createOnce(TestProducts.television(), key);
        UUID id = after(first).id();

        edit(id, 1, price(1));
        assertThat(products.createOnce(TestProducts.television(), key)).isEqualTo(first);
        products.delete(id, version -> true, "ann");
        assertThat(products.createOnce(TestProducts.television(), key)).isEqualTo(first);

        assertThat(store.log).hasSize(3);
        assertThat(products.find(id)).isEmpty();
    }

    @Test
    void aKeyThatHasCreatedAProductCreatesNoOther() {
        IdempotencyKey key = new IdempotencyKey("ann", "K-1");
        products.createOnce(TestProducts.television("A-1"), key);

        assertThat(products.createOnce(TestProducts.television("A-2"), key))
                .isEqualTo(new Decision.Refused(new Refusal.IdempotencyKeyReused()));

        assertThat(store.log).hasSize(1);
    }

    @Test
    void theSameKeyOfAnotherClientIsAnotherKey() {
        products.createOnce(TestProducts.television("A-1"), new IdempotencyKey("ann", "K-1"));

        Decision decision = products.createOnce(TestProducts.television("A-2"), new IdempotencyKey("bob", "K-1"));

        assertThat(after(decision).details().sku()).isEqualTo("A-2");
        assertThat(store.log).extracting(ProductChange::actor).containsExactly("ann", "bob");
    }

    @Test
    void aRefusedCreationDoesNotUseUpItsKey() {
        Product taken = created();
        IdempotencyKey key = new IdempotencyKey("ann", "K-1");
        assertThat(products.createOnce(taken.details(), key))
                .isEqualTo(new Decision.Refused(
                        new Refusal.DuplicateSku(taken.details().sku())));
        assertThat(products.createOnce(taken.details().withStock(-1), key)).isInstanceOf(Decision.Refused.class);

        assertThat(products.createOnce(TestProducts.television("A-2"), key)).isInstanceOf(Decision.Accepted.class);
    }

    @Test
    void anEditCreatesTheNextVersionAndNamesTheChangedFields() {
        Product product = created();

        Product after = after(edit(product.id(), 1, price(119_900)));

        assertThat(after.version()).isEqualTo(2);
        assertThat(after.createdAt()).isEqualTo(product.createdAt());
        assertThat(store.log.getLast()).satisfies(change -> {
            assertThat(change.type()).isEqualTo(ProductChange.Type.UPDATED);
            assertThat(change.version()).isEqualTo(2);
            assertThat(change.changedFields()).containsExactly("price");
            assertThat(change.previousPrice()).isEqualTo(new Money(129_900, TestProducts.EUR));
            assertThat(change.actor()).isEqualTo("bob");
        });
    }

    @Test
    void anEditThatDoesNotChangeThePriceHasNoPreviousPrice() {
        Product product = created();

        edit(product.id(), 1, current -> new Edit.Result.Next(current.details().withStock(3)));

        assertThat(store.log.getLast().previousPrice()).isNull();
        assertThat(store.log.getLast().changedFields()).containsExactly("stock");
    }

    @Test
    void anEditThatChangesNothingCreatesNoVersionAndNoEvent() {
        Product product = created();

        Decision decision = edit(product.id(), 1, price(129_900));

        assertThat(decision).isEqualTo(new Decision.Unchanged(product));
        assertThat(store.log).hasSize(1);
    }

    @Test
    void anEditOfAnOlderVersionIsRefused() {
        Product product = created();
        edit(product.id(), 1, price(1));

        Decision decision = edit(product.id(), 1, price(2));

        assertThat(decision).isEqualTo(new Decision.Refused(new Refusal.StaleVersion(2)));
        assertThat(store.log).hasSize(2);
    }

    @Test
    void anEditWhoseResultBreaksARuleIsRefused() {
        Product product = created();

        Decision decision = edit(
                product.id(),
                1,
                current -> new Edit.Result.Next(current.details().withStock(-1)));

        assertThat(decision)
                .isEqualTo(new Decision.Refused(new Refusal.Invalid(
                        ProductRules.violations(product.details().withStock(-1)))));
        assertThat(store.log).hasSize(1);
    }

    @Test
    void aDeletionIsTheLastVersion() {
        Product product = created();

        Decision decision = products.delete(product.id(), version -> true, "ann");

        assertThat(decision).isInstanceOfSatisfying(Decision.Accepted.class, accepted -> {
            assertThat(accepted.change().version()).isEqualTo(2);
            assertThat(accepted.change().after()).isNull();
        });
        assertThat(products.find(product.id())).isEmpty();
        assertThat(products.delete(product.id(), version -> true, "ann"))
                .isEqualTo(new Decision.Refused(new Refusal.NotFound()));
    }

    @Test
    void aStaleDeletionIsRefused() {
        Product product = created();

        assertThat(products.delete(product.id(), version -> version == 7, "ann"))
                .isEqualTo(new Decision.Refused(new Refusal.StaleVersion(1)));
    }
}
