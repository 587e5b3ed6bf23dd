package io.productcatalog.query.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
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
 * in time, byte by byte or not at all, and one that does not read its answer. While many connections are open, a client
 * must be quicker with its next request, so that idle connections do not lock others out. It looks once a second, so that a request
 * costs no timer. What is unread is counted whenever something is written, so that no burst of answers goes unnoticed.
 *
 * <p>A client that has something to read must read some bytes in each window of time. While all clients together have
 * left much unread, a client also may not take longer than a few seconds for an answer: so the slow ones go first.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the promise has the outcome of a write, and nothing follows a close
final class SlowClientHandler extends ChannelDuplexHandler {

    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);

    private final ClientLimits limits;
    private final ClientConnections connections;
    private @Nullable Future<?> checks;

    /** The requests whose answers are not complete. */
    private int requests;

    /** Since when the next request head is awaited, and for how long. It counts while no request is in progress. */
    private long headAwaitedSince;

    private Duration headLimit;

    private long writtenBytes;
    private long countedUnread;

    /** Since when the client has had something to read without a break. */
    private long readingSince;

    /** The begin of the current window, and what the client had read until then. */
    private long windowStart;

    private long windowReadBytes;

    SlowClientHandler(ClientLimits limits, ClientConnections connections) {
        this.limits = limits;
        this.connections = connections;
        this.headLimit = limits.firstRequest();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        headAwaitedSince = System.nanoTime();
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
        if (message instanceof HttpResponse) {
            // What is left of the answer before does not count for this one.
            countUnread(context);
        }
        writtenBytes += bytes(message);
        if (message instanceof LastHttpContent && !isInformational(message)) {
            requests = Math.max(0, requests - 1);
            headAwaitedSince = System.nanoTime();
            headLimit = limits.nextRequest();
        }
        context.write(message, promise);
    }

    @Override
    public void flush(ChannelHandlerContext context) {
        context.flush();
        countUnread(context);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        countUnread(context);
        context.fireChannelWritabilityChanged();
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
        long unread = countUnread(context);
        if (isReadingSlowly(now, unread)) {
            // A reset: otherwise the kernel would keep what it has for this client, for minutes.
            context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
            context.close();
        } else if (isHeadLate(now, unread)) {
            context.close();
        }
    }

    private long countUnread(ChannelHandlerContext context) {
        ChannelOutboundBuffer waiting = context.channel().unsafe().outboundBuffer();
        long unread = waiting == null ? 0 : waiting.totalPendingWriteBytes();
        if (unread != countedUnread) {
            if (countedUnread == 0) {
                beginReading(unread);
            }
            connections.addUnread(unread - countedUnread);
            countedUnread = unread;
        }
        return unread;
    }

    private void beginReading(long unread) {
        readingSince = System.nanoTime();
        windowStart = readingSince;
        windowReadBytes = writtenBytes - unread;
    }

    private boolean isHeadLate(long now, long unread) {
        Duration limit = connections.areMany() && headLimit.compareTo(limits.nextRequestOfMany()) > 0
                ? limits.nextRequestOfMany()
                : headLimit;
        return requests == 0 && unread == 0 && now - headAwaitedSince > limit.toNanos();
    }

    private boolean isReadingSlowly(long now, long unread) {
        if (unread == 0) {
            return false;
        }
        if (connections.isCrowded() && now - readingSince > limits.grace().toNanos()) {
            return true;
        }
        if (now - windowStart < limits.readWindow().toNanos()) {
            return false;
        }
        long readBytes = writtenBytes - unread;
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
        countUnread(context);
        connections.closed();
        context.fireChannelInactive();
    }
}
