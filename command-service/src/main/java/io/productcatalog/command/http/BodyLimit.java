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
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * A filter that limits the size of request bodies and accepts UTF-8 only. A request that declares a larger body is
 * refused at once; otherwise reading fails as soon as it exceeds the limit. The filter precedes everything that may read
 * a body.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 30)
class BodyLimit extends OncePerRequestFilter {

    /** Thrown when reading a body exceeds the limit. */
    static final class Exceeded extends IOException {

        private static final long serialVersionUID = 1L;
    }

    private final ProblemWriter problems;
    private final long limit;

    BodyLimit(ProblemWriter problems, HttpSettings settings) {
        this.problems = problems;
        this.limit = settings.maxBodyBytes();
    }

    ProblemDetail problem() {
        return ProblemType.PAYLOAD_TOO_LARGE.problem("At most " + limit + " bytes are accepted.");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getContentLengthLong() > limit) {
            problems.write(problem(), request, response);
        } else {
            chain.doFilter(new LimitedRequest(request, limit), response);
        }
    }

    private static final class LimitedRequest extends HttpServletRequestWrapper {

        private final long limit;

        LimitedRequest(HttpServletRequest request, long limit) {
            super(request);
            this.limit = limit;
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            return new LimitedStream(super.getInputStream(), limit);
        }
    }

    private static final class LimitedStream extends ServletInputStream {

        private final ServletInputStream body;
        private final Utf8Validator encoding = new Utf8Validator();
        private long remaining;

        LimitedStream(ServletInputStream body, long limit) {
            this.body = body;
            this.remaining = limit;
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
            remaining -= read;
            if (remaining < 0) {
                throw new Exceeded();
            }
            encoding.validate(bytes, offset, read);
            return read;
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
