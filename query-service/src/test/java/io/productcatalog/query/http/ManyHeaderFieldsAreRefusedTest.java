package io.productcatalog.query.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import io.productcatalog.query.documents.Documents;
import io.productcatalog.query.testing.BothWays;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The header fields of a request are limited in their number: small ones take much more memory than bytes. */
class ManyHeaderFieldsAreRefusedTest {

    @Test
    void aRequestWithAHundredFieldsIsAnsweredAndOneWithMoreIsNot() throws IOException {
        try (BothWays api = new BothWays(mock(Documents.class))) {
            assertThat(api.answer(withFields(LimitedHeaders.MAX_FIELDS))).startsWith("HTTP/1.1 404 ");
            assertThat(api.answer(withFields(LimitedHeaders.MAX_FIELDS + 1))).startsWith("HTTP/1.1 431 ");
        }
    }

    /** @param count the number of fields with {@code Host}, which each request has */
    private static String withFields(int count) {
        return BothWays.request("GET", "/nothing", "b:|".repeat(count - 1).replaceFirst("\\|$", ""));
    }
}
