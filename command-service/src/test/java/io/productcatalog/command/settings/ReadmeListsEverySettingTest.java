package io.productcatalog.command.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReadmeListsEverySettingTest {

    @ParameterizedTest
    @EnumSource
    void withItsDefaultAndItsMeaning(Setting setting) throws IOException {
        String defaultValue = setting.required()
                ? "needed"
                : setting.defaultValue() == null ? "none" : "`" + setting.defaultValue() + "`";
        String section = Files.readString(Path.of("..", "README.md"))
                .split("\\*\\*command-service\\*\\*", 2)[1]
                .split("\n\\*\\*", 2)[0];

        assertThat(section.lines()).contains("| `%s` | %s | %s |".formatted(setting, defaultValue, setting.meaning()));
    }
}
