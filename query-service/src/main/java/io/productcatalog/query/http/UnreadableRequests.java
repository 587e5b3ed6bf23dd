package io.productcatalog.query.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import io.productcatalog.query.lag.Lag;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/**
 * The channel handler for requests that never reach the application, which it answers with a problem. Bytes that are
 * not HTTP, or too long, also close the connection, and so does a request without a valid {@link HostHeader}. The
 * server refuses a request whose target is not a URI with a 400 without a body; this handler gives it one.
 */
class UnreadableRequests extends ChannelDuplexHandler {

    private static final Set<HttpVersion> SERVED_VERSIONS = Set.of(HttpVersion.HTTP_1_0, HttpVersion.HTTP_1_1);

    private final Lag lag;
    private final HostHeader host = new HostHeader();
    private boolean answered;

    UnreadableRequests(Lag lag) {
        this.lag = lag;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Problem problem = answered ? null : problem(message);
        if (problem != null) {
            answered = true;
            context.writeAndFlush(answer(problem, false)).addListener(ChannelFutureListener.CLOSE);
        }
        if (answered) {
            ReferenceCountUtil.release(message);
        } else {
            context.fireChannelRead(message);
        }
    }

    private @Nullable Problem problem(Object message) {
        if (message instanceof HttpObject part && part.decoderResult().isFailure()) {
            return problem(part.decoderResult().cause());
        }
        if (!(message instanceof HttpRequest request)) {
            return null;
        }
        if (!SERVED_VERSIONS.contains(request.protocolVersion())) {
            // The server would answer in the version of the request.
            return Problem.malformedRequest("This service speaks HTTP/1.0 and HTTP/1.1.");
        }
        return host.isValid(request)
                ? null
                : Problem.malformedRequest("A request has exactly one header 'Host': a host with an optional port.");
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        if (message instanceof FullHttpResponse refusal && isBare(refusal)) {
            Problem problem =
                    Problem.malformedRequest("The request's target is not a URI, or its header 'Host' is malformed.");
            boolean keepAlive = HttpUtil.isKeepAlive(refusal);
            refusal.release();
            super.write(context, answer(problem, keepAlive), promise);
        } else {
            super.write(context, message, promise);
        }
    }

    private static boolean isBare(FullHttpResponse response) {
        return response.status().code() == HttpResponseStatus.BAD_REQUEST.code()
                && !response.headers().contains(HttpHeaders.CONTENT_TYPE);
    }

    private static Problem problem(Throwable failure) {
        return switch (failure) {
            case TooLongHttpLineException _ -> Problem.uriTooLong();
            case TooLongHttpHeaderException _ -> Problem.headersTooLarge();
            default -> Problem.malformedRequest("The request is not well-formed HTTP.");
        };
    }

    private FullHttpResponse answer(Problem problem, boolean keepAlive) {
        byte[] body = problem.json(null);
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(problem.status().value()),
                Unpooled.wrappedBuffer(body));
        response.headers()
                .set(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_PROBLEM_JSON_VALUE)
                .set(HttpHeaders.CONTENT_LENGTH, body.length)
                .set(HttpHeaders.CACHE_CONTROL, "no-store")
                .set("X-Content-Type-Options", "nosniff")
                .set(CommonHeaders.LAG, lag.seconds());
        HttpUtil.setKeepAlive(response, keepAlive);
        return response;
    }
}
