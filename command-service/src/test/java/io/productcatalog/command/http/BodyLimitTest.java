package io.productcatalog.command.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import tools.jackson.databind.json.JsonMapper;

class BodyLimitTest {

    private static final Duration LONG = Duration.ofMinutes(10);

    private final ProblemWriter problems = new ProblemWriter(JsonMapper.shared());

    @Test
    void bodiesThatAreReadAtTheSameTimeHaveALimitTogether() throws Exception {
        BodyLimit filter = new BodyLimit(problems, 100, LONG, 150, 10);

        filter(filter, 100, (first, _) -> {
            first.getInputStream().readAllBytes();
            assertThatThrownBy(() -> filter(filter, 51, BodyLimitTest::read))
                    .isInstanceOfSatisfying(
                            BodyLimit.Exceeded.class,
                            exceeded -> assertThat(filter.problem(exceeded).getStatus())
                                    .isEqualTo(503));
            assertThatNoException().isThrownBy(() -> filter(filter, 50, BodyLimitTest::read));
        });

        assertThatNoException().isThrownBy(() -> filter(filter, 100, BodyLimitTest::read));
    }

    @Test
    void tooManyBodiesAtTheSameTimeAreRefusedBeforeTheyAreRead() throws Exception {
        BodyLimit filter = new BodyLimit(problems, 100, LONG, 100, 1);

        filter(filter, 1, (_, _) -> {
            MockHttpServletResponse refused = filter(filter, 1, (_, _) -> fail("passed on"));
            assertThat(refused.getStatus()).isEqualTo(503);
            assertThat(refused.getHeader("Retry-After")).isNotNull();
            filter(filter, 0, BodyLimitTest::read);
        });

        filter(filter, 1, BodyLimitTest::read);
    }

    @Test
    void aBodyThatIsNeverReadCountsNothing() throws Exception {
        BodyLimit filter = new BodyLimit(problems, 100, LONG, 100, 10);

        filter(filter, 100, (_, _) -> filter(filter, 100, BodyLimitTest::read));
    }

    @Test
    void aBodyThatTakesTooLongIsGivenUp() {
        BodyLimit filter = new BodyLimit(problems, 100, Duration.ZERO, 100, 10);

        assertThatThrownBy(() -> filter(filter, 1, BodyLimitTest::read))
                .isInstanceOfSatisfying(
                        BodyLimit.Exceeded.class,
                        exceeded ->
                                assertThat(filter.problem(exceeded).getStatus()).isEqualTo(408));
    }

    private static void read(jakarta.servlet.ServletRequest request, jakarta.servlet.ServletResponse response)
            throws IOException {
        request.getInputStream().readAllBytes();
    }

    private static MockHttpServletResponse filter(BodyLimit filter, int bytes, FilterChain chain)
            throws ServletException, IOException {
        MockHttpServletRequest request = new MockHttpServletRequest();
        MockHttpServletResponse response = new MockHttpServletResponse();
        request.setContent(new byte[bytes]);
        filter.doFilter(request, response, chain);
        return response;
    }
}
