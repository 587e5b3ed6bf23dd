package io.productcatalog.query.overload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.netflix.concurrency.limits.limit.AIMDLimit;
import io.productcatalog.query.http.ClientConnections;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.test.StepVerifier;
import reactor.util.context.Context;

class LargeAnswerLimitTest {

    private final ClientConnections connections = mock(ClientConnections.class);
    private final ConcurrencyLimiter limiter =
            new ConcurrencyLimiter(AIMDLimit.newBuilder().initialLimit(100).build());
    private final LargeAnswerLimit filter = new LargeAnswerLimit(connections);

    @Test
    void aRefusalReleasesItsPermitAndDoesNotLowerTheLimitOfRequests() {
        when(connections.hasRoomFor(anyLong())).thenReturn(false);
        Permit permit = Objects.requireNonNull(limiter.tryAcquire());

        filter.filter(mock(ServerRequest.class), _ -> ServerResponse.ok().build())
                .contextWrite(Context.of(Permit.class, permit))
                .as(StepVerifier::create)
                .verifyErrorMessage("There are more requests than can be answered at the moment.");

        permit.complete(true);
        assertThat(limiter.inFlight()).isZero();
        assertThat(limiter.limit()).isEqualTo(100);
    }
}
