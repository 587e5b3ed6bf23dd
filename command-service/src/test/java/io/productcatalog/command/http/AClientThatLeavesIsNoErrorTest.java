package io.productcatalog.command.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.apache.catalina.connector.ClientAbortException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.converter.HttpMessageNotWritableException;
import org.springframework.mock.web.MockHttpServletRequest;
import tools.jackson.databind.json.JsonMapper;

@ExtendWith(OutputCaptureExtension.class)
class AClientThatLeavesIsNoErrorTest {

    private final ProblemAdvice advice =
            new ProblemAdvice(new BodyLimit(new ProblemWriter(JsonMapper.shared()), 1, Duration.ZERO, 1, 1));

    @Test
    void anAnswerThatCannotBeSentIsNoUnexpectedError(CapturedOutput output) {
        var left = new HttpMessageNotWritableException("not written", new ClientAbortException("Broken pipe"));

        assertThat(advice.unexpected(left, new MockHttpServletRequest("GET", "/products"))
                        .getStatusCode()
                        .value())
                .isEqualTo(400);
        assertThat(output.getAll()).doesNotContain("Unexpected error");
    }

    @Test
    void everyOtherErrorIsLogged(CapturedOutput output) {
        assertThat(advice.unexpected(new IllegalStateException(), new MockHttpServletRequest("GET", "/products"))
                        .getStatusCode()
                        .value())
                .isEqualTo(500);
        assertThat(output.getAll()).containsPattern("Unexpected error \\S+ in GET /products");
    }
}
