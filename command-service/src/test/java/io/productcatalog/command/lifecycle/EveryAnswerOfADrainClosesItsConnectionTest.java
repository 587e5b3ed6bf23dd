package io.productcatalog.command.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.productcatalog.command.settings.ShutdownSettings;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.context.support.StaticApplicationContext;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** Guarantee 4: clients leave during the drain, so that none has a connection left when the server closes. */
class EveryAnswerOfADrainClosesItsConnectionTest {

    private final RequestDrain drain = new RequestDrain(
            new ShutdownSettings(Duration.ofHours(2), Duration.ofHours(1)), new StaticApplicationContext());

    @Test
    void connectionsStayOpenBeforeTheDrainAndAreClosedFromItsBegin() throws Exception {
        assertThat(asksToClose()).isFalse();

        Thread stop = Thread.ofVirtual().start(drain::stop);

        await("a drain that lasts an hour").until(this::asksToClose);
        stop.interrupt();
        stop.join();
    }

    private boolean asksToClose() throws ServletException, IOException {
        MockHttpServletResponse response = new MockHttpServletResponse();
        drain.doFilter(new MockHttpServletRequest(), response, new MockFilterChain());
        return "close".equals(response.getHeader("Connection"));
    }
}
