package io.productcatalog.query.invalidation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InvalidationMessageTest {

    @Test
    void messagesSurviveEncodingAndNoPayloadIsTooLongForPostgres() {
        List<InvalidationMessage> messages = IntStream.range(0, 1000)
                .mapToObj(i -> new InvalidationMessage(UUID.randomUUID(), Long.MAX_VALUE - i, i % 2 == 0))
                .toList();

        List<String> payloads = InvalidationMessage.encode(messages);

        assertThat(payloads).allSatisfy(payload -> assertThat(payload).hasSizeLessThan(8000));
        assertThat(payloads.stream().flatMap(payload -> InvalidationMessage.decode(payload).stream()))
                .containsExactlyElementsOf(messages);
        assertThat(InvalidationMessage.encode(List.of())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "hello",
                ":1",
                "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
                "3f2504e0-4f89-41d3-9a0c-0305e82c3301:",
                "3f2504e0-4f89-41d3-9a0c-0305e82c3301:!",
                "3f2504e0-4f89-41d3-9a0c-0305e82c3301:x",
                "3f2504e0-4f89-41d3-9a0c-0305e82c3301:1 ",
                "3f2504e0-4f89-41d3-9a0c-0305e82c3301:9223372036854775808"
            })
    void aMalformedPayloadIsRefused(String payload) {
        assertThatIllegalArgumentException().isThrownBy(() -> InvalidationMessage.decode(payload));
    }
}
