package io.productcatalog.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class EveryFieldIsDocumentedTest {

    private static final Pattern ROW = Pattern.compile("^\\| `(\\w+\\.\\w+)` \\|", Pattern.MULTILINE);

    @Test
    void docsSubscribingHasOneRowForEachField() throws IOException {
        List<String> rows = ROW.matcher(Files.readString(Path.of("..", "docs", "subscribing.md")))
                .results()
                .map(row -> row.group(1))
                .toList();

        assertThat(rows)
                .containsExactlyInAnyOrderElementsOf(Stream.of(
                                ProductEvent.getClassSchema(),
                                Product.getClassSchema(),
                                Money.getClassSchema(),
                                Image.getClassSchema())
                        .flatMap(EveryFieldIsDocumentedTest::fields)
                        .toList());
    }

    private static Stream<String> fields(Schema record) {
        return record.getFields().stream().map(field -> record.getName() + "." + field.name());
    }
}
