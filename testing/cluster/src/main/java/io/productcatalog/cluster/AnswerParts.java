package io.productcatalog.cluster;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The parts of an answer that have arrived on a connection so far. */
final class AnswerParts {

    private @Nullable HttpResponse head;
    private ByteBuf body = Unpooled.EMPTY_BUFFER;

    void add(HttpObject part) {
        if (part instanceof HttpResponse response) {
            head = response;
        }
        if (part instanceof HttpContent content && content.content().isReadable()) {
            ByteBuf bytes = content.content().retain();
            body = body.isReadable() ? Unpooled.wrappedBuffer(body, bytes) : bytes;
        }
    }

    boolean keepAlive() {
        return HttpUtil.isKeepAlive(head);
    }

    /** The complete answer. Releases the parts. */
    Answer toAnswer() {
        Answer answer = new Answer(
                head.status().code(),
                Answer.version(head.headers().get(HttpHeaderNames.ETAG)),
                Optional.ofNullable(head.headers().get(HttpHeaderNames.RETRY_AFTER)),
                body.toString(StandardCharsets.UTF_8));
        release();
        return answer;
    }

    void release() {
        body.release();
        body = Unpooled.EMPTY_BUFFER;
    }
}
