package io.productcatalog.system.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The Node example has its own copy of the digits that are not 2. */
class NodeExampleKnowsTheCurrenciesTest {

    @Test
    void theExampleHasTheDigitsOfTheEventContract() throws IOException {
        Properties contract = new Properties();
        contract.load(new StringReader(Project.text("schemas/src/main/resources/iso-4217.properties")));
        Map<String, String> notTwo = contract.stringPropertyNames().stream()
                .filter(code -> !contract.getProperty(code).startsWith("2"))
                .collect(Collectors.toMap(
                        code -> code, code -> contract.getProperty(code).substring(0, 1)));

        Map<String, String> example = Pattern.compile("\\b([A-Z]{3}): ([0-9])\\b")
                .matcher(Project.text("docs/subscribing/node/product-mirror.js"))
                .results()
                .collect(Collectors.toMap(entry -> entry.group(1), entry -> entry.group(2)));

        assertThat(example).isNotEmpty().isEqualTo(notTwo);
    }
}
