package io.productcatalog.command.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.http.ProblemDetail;

/** A problem type has one title in both services (RFC 9457, section 3.1.3). */
class ProblemTypesHaveTheirSharedTitlesTest {

    private static final String PREFIX = "/problems/";

    @ParameterizedTest
    @EnumSource
    void theTitleIsTheSharedOne(ProblemType type) throws IOException {
        ProblemDetail problem = type.problem();

        assertThat(problem.getType()).asString().startsWith(PREFIX);
        assertThat(problem.getTitle())
                .isNotNull()
                .isEqualTo(
                        sharedTitles().getProperty(problem.getType().toString().substring(PREFIX.length())));
    }

    private static Properties sharedTitles() throws IOException {
        Properties titles = new Properties();
        try (InputStream list = ProblemType.class.getResourceAsStream("/problem-types.properties")) {
            titles.load(list);
        }
        return titles;
    }
}
