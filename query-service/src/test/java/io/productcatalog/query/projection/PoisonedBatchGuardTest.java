package io.productcatalog.query.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoisonedBatchGuardTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final PoisonedBatchGuard guard = new PoisonedBatchGuard(true, meters);

    @ParameterizedTest
    @CsvSource({"10,10", "10,19", "11,21", "251,500", "500,500"})
    void aBatchIsHeldIfAtLeastTenRecordsAndMoreThanHalfArePoisoned(int poisoned, int records) {
        assertThatThrownBy(() -> guard.check(poisoned(poisoned), records))
                .isInstanceOf(PoisonedBatchException.class)
                .hasMessageContaining(poisoned + " of the " + records + " records")
                .hasMessageContaining("offset 7 of products-3: an unknown schema");
        assertThat(blocked()).isOne();

        guard.release();
        assertThat(blocked()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"1,1", "9,9", "9,500", "10,20", "250,500"})
    void fewerPoisonedRecordsNeverHoldABatch(int poisoned, int records) {
        guard.check(poisoned(poisoned), records);

        assertThat(blocked()).isZero();
    }

    @Test
    void aHeldBatchIsTriedAgainWhileItsPoisonedRecordsGetFewer() {
        assertThatThrownBy(() -> guard.check(poisoned(20), 20)).isInstanceOf(PoisonedBatchException.class);
        assertThatThrownBy(() -> guard.check(poisoned(2), 20)).isInstanceOf(PoisonedBatchException.class);
        assertThatThrownBy(() -> guard.check(poisoned(1), 20)).isInstanceOf(PoisonedBatchException.class);
        assertThat(blocked()).isOne();

        guard.check(poisoned(1), 20);
    }

    @Test
    void nothingIsHeldIfThatIsSwitchedOff() {
        assertThatCode(() -> new PoisonedBatchGuard(false, new SimpleMeterRegistry()).check(poisoned(500), 500))
                .doesNotThrowAnyException();
    }

    private double blocked() {
        return meters.get("catalog.projection.blocked").gauge().value();
    }

    private static List<DeadLetter> poisoned(int count) {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>("products", 3, 7, new byte[0], new byte[0]);
        return Collections.nCopies(count, new DeadLetter(record, new IllegalArgumentException("an unknown schema")));
    }
}
