package io.productcatalog.query.http;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * The channel handler that passes on the requests of a connection one at a time. The next one goes on when the answer
 * before it has been handed over to the network.
 *
 * <p>A client may send many requests before it reads an answer (HTTP pipelining). This way one answer of a connection is
 * in memory at a time, and each comes in its turn, also one to a request that cannot be read. While requests wait,
 * nothing more is read from the connection. If too many requests of all connections wait, the connection is closed.
 */
final class PipelinedRequests extends ChannelDuplexHandler {

    /** Begins with a request, if there is anything in it. */
    private final Queue<Object> waiting = new ArrayDeque<>();

    private final ClientConnections connections;
    private int waitingRequests;
    private boolean inProgress;
    private boolean readDelayed;
    private boolean closed;

    PipelinedRequests(ClientConnections connections) {
        this.connections = connections;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // nothing follows the close
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!waiting.isEmpty() || (inProgress && message instanceof HttpRequest)) {
            if (!closed && admit(message)) {
                waiting.add(message);
                pauseAutoRead(context);
            } else {
                ReferenceCountUtil.release(message);
                closed = true;
                context.close();
            }
        } else {
            pass(context, message);
        }
    }

    /** The server switches it on after each request that it has got, and so resumes it. */
    private static void pauseAutoRead(ChannelHandlerContext context) {
        context.channel().config().setAutoRead(false);
    }

    private boolean admit(Object message) {
        if (!(message instanceof HttpRequest)) {
            return true;
        }
        boolean admitted = connections.tryWait();
        waitingRequests += admitted ? 1 : 0;
        return admitted;
    }

    private void pass(ChannelHandlerContext context, Object message) {
        inProgress |= message instanceof HttpRequest;
        context.fireChannelRead(message);
    }

    @Override
    public void read(ChannelHandlerContext context) {
        if (waiting.isEmpty()) {
            context.read();
        } else {
            readDelayed = true;
        }
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the promise has the outcome of a write
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        context.write(message, isEnd(message) ? promise.unvoid().addListener(_ -> answered(context)) : promise);
    }

    private static boolean isEnd(Object message) {
        return message instanceof LastHttpContent
                && !(message instanceof HttpResponse response
                        && response.status().codeClass() == HttpStatusClass.INFORMATIONAL);
    }

    private void answered(ChannelHandlerContext context) {
        inProgress = false;
        if (!waiting.isEmpty()) {
            // Not at once: the server still has to note the end of this answer.
            context.executor().execute(() -> next(context));
        }
    }

    /** Passes on the next request and what has arrived of its body. */
    private void next(ChannelHandlerContext context) {
        if (inProgress || waiting.isEmpty()) {
            return;
        }
        connections.waited(1);
        waitingRequests--;
        do {
            pass(context, waiting.remove());
        } while (!waiting.isEmpty() && !(waiting.peek() instanceof HttpRequest));
        if (!waiting.isEmpty()) {
            pauseAutoRead(context);
        } else if (readDelayed) {
            readDelayed = false;
            context.read();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
        connections.waited(waitingRequests);
        waitingRequests = 0;
        context.fireChannelInactive();
    }
}
