package io.productcatalog.query.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreferredWaitTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "wait=5 | 5",
                "wait=0 | 0",
                "wait=007 | 7",
                "WAIT = 5 | 5",
                "wait=\"5\" | 5",
                "respond-async, wait=5 | 5",
                "respond-async,wait=5;strict | 5",
                "note=\"a, wait=7, \\\", wait=8\", wait=5 | 5",
                "wait=5, wait=9 | 5",
                "wait=11 | 10",
                "wait=99999999999999999999999 | 10",
                "wait | 2",
                "wait= | 2",
                "wait=-1 | 2",
                "wait=1.5 | 2",
                "wait=1 0 | 2",
                "wait=٣ | 2",
                "wait=ten | 2",
                "waiting=5 | 2",
                "a;wait=5 | 2",
                "x=\"wait=5 | 2",
            })
    void theFirstWaitCountsInWholeSecondsUpToTenAndTheDefaultIsTwo(String header, int seconds) {
        assertThat(PreferredWait.of(List.of(header))).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void allHeadersOfTheNameAreOneList() {
        assertThat(PreferredWait.of(List.of())).isEqualTo(Duration.ofSeconds(2));
        assertThat(PreferredWait.of(List.of("respond-async", "wait=3", "wait=4")))
                .isEqualTo(Duration.ofSeconds(3));
    }
}
