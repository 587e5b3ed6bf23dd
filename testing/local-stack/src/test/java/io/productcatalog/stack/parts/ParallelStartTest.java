package io.productcatalog.stack.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ParallelStartTest {

    @Test
    @Timeout(30)
    void theFirstFailureEndsTheOtherStartsAndIsThrown() {
        AtomicBoolean interrupted = new AtomicBoolean();

        assertThatThrownBy(() -> ParallelStart.start(
                        () -> {
                            try {
                                new CountDownLatch(1).await();
                            } catch (InterruptedException e) {
                                interrupted.set(true);
                                throw new PartFailure("interrupted", e);
                            }
                        },
                        () -> {
                            throw new PartFailure("broken");
                        }))
                .isInstanceOf(PartFailure.class)
                .hasMessage("broken");
        assertThat(interrupted).isTrue();
    }
}
