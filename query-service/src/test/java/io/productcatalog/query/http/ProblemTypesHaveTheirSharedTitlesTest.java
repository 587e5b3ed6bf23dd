package io.productcatalog.query.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A problem type has one title in both services (RFC 9457, section 3.1.3). */
class ProblemTypesHaveTheirSharedTitlesTest {

    @ParameterizedTest
    @MethodSource("problems")
    void theTitleIsTheSharedOne(Problem problem) throws IOException {
        assertThat(problem.title()).isNotNull().isEqualTo(sharedTitles().getProperty(problem.name()));
    }

    /** One problem of each factory method. */
    static Stream<Problem> problems() {
        return Stream.of(Problem.class.getDeclaredMethods())
                .filter(method -> method.getReturnType() == Problem.class)
                .filter(method -> !Modifier.isPrivate(method.getModifiers()))
                .map(ProblemTypesHaveTheirSharedTitlesTest::call);
    }

    private static Problem call(Method factory) {
        Object[] arguments = Stream.of(factory.getParameterTypes())
                .map(type -> type == long.class ? (Object) 1L : "text")
                .toArray();
        try {
            return (Problem) factory.invoke(null, arguments);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static Properties sharedTitles() throws IOException {
        Properties titles = new Properties();
        try (InputStream list = Problem.class.getResourceAsStream("/problem-types.properties")) {
            titles.load(list);
        }
        return titles;
    }
}
