package io.productcatalog.query.ops;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import io.productcatalog.query.freshness.Lag;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/** Answers, with a problem, what is not HTTP or is too long to be read, and closes the connection. */
class UnreadableRequests extends ChannelInboundHandlerAdapter {

    private final Lag lag;
    private boolean answered;

    UnreadableRequests(Lag lag) {
        this.lag = lag;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!answered
                && message instanceof HttpObject part
                && part.decoderResult().isFailure()) {
            answered = true;
            context.writeAndFlush(answer(problem(part.decoderResult().cause())))
                    .addListener(ChannelFutureListener.CLOSE);
        }
        if (answered) {
            ReferenceCountUtil.release(message);
        } else {
            context.fireChannelRead(message);
        }
    }

    private static Problem problem(Throwable failure) {
        return switch (failure) {
            case TooLongHttpLineException _ -> Problem.uriTooLong();
            case TooLongHttpHeaderException _ -> Problem.headersTooLarge();
            default -> Problem.malformedRequest("The request is not well-formed HTTP.");
        };
    }

    private FullHttpResponse answer(Problem problem) {
        byte[] body = problem.json(null);
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(problem.status().value()),
                Unpooled.wrappedBuffer(body));
        response.headers()
                .set(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_PROBLEM_JSON_VALUE)
                .set(HttpHeaders.CONTENT_LENGTH, body.length)
                .set(HttpHeaders.CACHE_CONTROL, "no-store")
                .set(HttpHeaders.CONNECTION, "close")
                .set("X-Content-Type-Options", "nosniff")
                .set(AnswerHeaders.LAG, lag.seconds());
        return response;
    }
}
