package io.productcatalog.query.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The channel handler that closes the connection of a client that is too slow: one that does not complete a request head
 * in time, byte by byte or not at all, and one that does not read its answer. It looks once a second, so that a request
 * costs no timer.
 *
 * <p>A client that has something to read must read some bytes in each window of time. While all clients together have
 * left too much unread, a client also may not take longer than a few seconds for an answer: so the slow ones go first.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the promise has the outcome of a write, and nothing follows a close
final class SlowClientHandler extends ChannelDuplexHandler {

    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);

    private final ClientLimits limits;
    private final ClientConnections connections;
    private @Nullable Future<?> checks;

    /** The requests whose answers are not complete. */
    private int requests;

    /** When the next request head must be complete. It counts while no request is in progress. */
    private long headDeadline;

    private long writtenBytes;
    private long unreadAtLastCheck;

    /** Since when the client has had something to read, and what it had read until then. */
    private long windowStart;

    private long windowReadBytes;
    private long readingSince;

    SlowClientHandler(ClientLimits limits, ClientConnections connections) {
        this.limits = limits;
        this.connections = connections;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        long now = System.nanoTime();
        headDeadline = now + limits.firstRequest().toNanos();
        windowStart = now;
        readingSince = now;
        long interval = CHECK_INTERVAL.toMillis();
        checks = context.channel()
                .eventLoop()
                .scheduleWithFixedDelay(() -> check(context), interval, interval, TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest) {
            requests++;
        }
        context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        writtenBytes += bytes(message);
        if (message instanceof LastHttpContent && !isInformational(message)) {
            requests = Math.max(0, requests - 1);
            headDeadline = System.nanoTime() + limits.nextRequest().toNanos();
        }
        context.write(message, promise);
    }

    private static long bytes(Object message) {
        return switch (message) {
            case ByteBuf buffer -> buffer.readableBytes();
            case ByteBufHolder holder -> holder.content().readableBytes();
            default -> 0;
        };
    }

    private static boolean isInformational(Object message) {
        return message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }

    private void check(ChannelHandlerContext context) {
        long now = System.nanoTime();
        long unread = unread(context);
        connections.addUnread(unread - unreadAtLastCheck);
        unreadAtLastCheck = unread;
        if (isHeadLate(now, unread) || isReadingSlowly(now, unread)) {
            context.close();
        }
    }

    private static long unread(ChannelHandlerContext context) {
        ChannelOutboundBuffer waiting = context.channel().unsafe().outboundBuffer();
        return waiting == null ? 0 : waiting.totalPendingWriteBytes();
    }

    private boolean isHeadLate(long now, long unread) {
        return requests == 0 && unread == 0 && now - headDeadline > 0;
    }

    private boolean isReadingSlowly(long now, long unread) {
        long readBytes = writtenBytes - unread;
        if (unread == 0) {
            windowStart = now;
            windowReadBytes = readBytes;
            readingSince = now;
            return false;
        }
        if (connections.hasTooMuchUnread()
                && now - readingSince > limits.grace().toNanos()) {
            return true;
        }
        if (now - windowStart < limits.readWindow().toNanos()) {
            return false;
        }
        boolean slow = readBytes - windowReadBytes < limits.minBytes();
        windowStart = now;
        windowReadBytes = readBytes;
        return slow;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (checks != null) {
            checks.cancel(false);
        }
        connections.addUnread(-unreadAtLastCheck);
        unreadAtLastCheck = 0;
        connections.closed();
        context.fireChannelInactive();
    }
}
