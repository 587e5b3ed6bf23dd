package io.productcatalog.command.http;

import io.productcatalog.command.settings.HttpSettings;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * A filter that limits request bodies and accepts UTF-8 only. A request that declares a larger body is refused at once;
 * otherwise reading fails as soon as it exceeds the limit. A body that arrives too slowly is given up, and all bodies
 * together have limits: beyond them, a request is refused with 503. The filter precedes everything that may read a body.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 30)
class BodyLimit extends OncePerRequestFilter {

    private static final Duration MAX_READ_TIME = Duration.ofSeconds(30);

    /** Parsed, a body can take ten times its bytes. */
    private static final long MAX_BYTES_OF_ALL_BODIES = 8L << 20;

    /** From the head of a request to its answer. Each takes some 200 kB of the heap, whatever has arrived. */
    private static final int MAX_REQUESTS = 200;

    /** Thrown when a body is not read to its end, for one of the reasons. */
    static final class Exceeded extends IOException {

        enum Reason {
            SIZE,
            TIME,
            MEMORY
        }

        private static final long serialVersionUID = 1L;

        private final Reason reason;

        Exceeded(Reason reason) {
            this.reason = reason;
        }
    }

    private final ProblemWriter problems;
    private final long limit;
    private final Duration maxReadTime;
    private final long maxBytesOfAllBodies;
    private final int maxRequests;
    private final AtomicLong bytesOfAllBodies = new AtomicLong();
    private final AtomicInteger requests = new AtomicInteger();

    @Autowired
    BodyLimit(ProblemWriter problems, HttpSettings settings) {
        this(problems, settings.maxBodyBytes(), MAX_READ_TIME, MAX_BYTES_OF_ALL_BODIES, MAX_REQUESTS);
    }

    BodyLimit(ProblemWriter problems, long limit, Duration maxReadTime, long maxBytesOfAllBodies, int maxRequests) {
        this.problems = problems;
        this.limit = limit;
        this.maxReadTime = maxReadTime;
        this.maxBytesOfAllBodies = maxBytesOfAllBodies;
        this.maxRequests = maxRequests;
    }

    ProblemDetail problem(Exceeded exceeded) {
        return switch (exceeded.reason) {
            case SIZE -> tooLarge();
            case TIME ->
                ProblemType.REQUEST_TIMEOUT.problem(
                        "The body must arrive within " + maxReadTime.toSeconds() + " seconds.");
            case MEMORY -> tooMany();
        };
    }

    private static ProblemDetail tooMany() {
        return ProblemType.UNAVAILABLE.problem("Too many requests with a body are in progress.");
    }

    private ProblemDetail tooLarge() {
        return ProblemType.PAYLOAD_TOO_LARGE.problem("At most " + limit + " bytes are accepted.");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getContentLengthLong() > limit) {
            problems.write(tooLarge(), request, response);
            return;
        }
        if (!hasBody(request)) {
            chain.doFilter(request, response);
            return;
        }
        LimitedRequest limited = new LimitedRequest(request);
        try {
            if (requests.incrementAndGet() <= maxRequests) {
                chain.doFilter(limited, response);
            } else {
                response.setHeader(HttpHeaders.RETRY_AFTER, ProblemAdvice.RETRY_AFTER_SECONDS);
                problems.write(tooMany(), request, response);
            }
        } finally {
            requests.decrementAndGet();
            bytesOfAllBodies.addAndGet(-limited.bytes);
        }
    }

    private static boolean hasBody(HttpServletRequest request) {
        return request.getContentLengthLong() > 0 || request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
    }

    private final class LimitedRequest extends HttpServletRequestWrapper {

        private long bytes;

        LimitedRequest(HttpServletRequest request) {
            super(request);
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            return new LimitedStream(super.getInputStream(), this);
        }
    }

    private final class LimitedStream extends ServletInputStream {

        private final ServletInputStream body;
        private final LimitedRequest request;
        private final Utf8Validator encoding = new Utf8Validator();
        private final long end = System.nanoTime() + maxReadTime.toNanos();

        LimitedStream(ServletInputStream body, LimitedRequest request) {
            this.body = body;
            this.request = request;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = body.read(bytes, offset, length);
            if (read < 0) {
                encoding.end();
                return read;
            }
            request.bytes += read;
            boolean fits = bytesOfAllBodies.addAndGet(read) <= maxBytesOfAllBodies;
            require(request.bytes <= limit, Exceeded.Reason.SIZE);
            require(fits, Exceeded.Reason.MEMORY);
            require(System.nanoTime() - end < 0, Exceeded.Reason.TIME);
            encoding.validate(bytes, offset, read);
            return read;
        }

        private static void require(boolean within, Exceeded.Reason reason) throws Exceeded {
            if (!within) {
                throw new Exceeded(reason);
            }
        }

        @Override
        public boolean isFinished() {
            return body.isFinished();
        }

        @Override
        public boolean isReady() {
            return body.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            body.setReadListener(listener);
        }
    }
}
