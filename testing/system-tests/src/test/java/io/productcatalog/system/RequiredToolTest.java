package io.productcatalog.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.opentest4j.TestAbortedException;

class RequiredToolTest {

    @ParameterizedTest
    @EnumSource
    void aMissingToolSkipsTheTestAndFailsItInCi(RequiredTool tool) {
        assertThatThrownBy(() -> tool.require(false, false)).isInstanceOf(TestAbortedException.class);
        assertThatThrownBy(() -> tool.require(false, true))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(tool.name().toLowerCase());
    }

    @Test
    void aPresentToolNeitherSkipsNorFailsTheTest() {
        assertThatCode(() -> RequiredTool.NODE.require(true, true)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "PROMTOOL, 'promtool, version 2.42.0+ds (branch: debian/sid)', true",
        "PROMETHEUS, 'prometheus, version 1.8.2', false",
        "KUBECTL, 'Client Version: v1.32.4-dispatcher', true",
        "KUBECTL, 'Client Version: version.Info{Major:\"1\", Minor:\"20\", GitVersion:\"v1.20.2\"}', false",
        "NODE, v20.20.2, true",
        "NODE, v18.0.0, false",
        "NPM, 10.8.2, true",
        "NODE, '', false",
    })
    void anOldToolCountsAsMissing(RequiredTool tool, String output, boolean usable) {
        assertThat(tool.isUsable(output)).isEqualTo(usable);
    }
}
