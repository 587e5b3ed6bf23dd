package io.productcatalog.cluster;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A pool of HTTP connections to one server, on an event loop that all clients of this JVM share. A request takes the
 * idle connection that was used last, or waits if all are busy. It is never repeated. The pool needs little processor
 * time, because the clients run on the same machine as the servers.
 */
@SuppressWarnings({"FutureReturnValueIgnored", "ArrayRecordComponent"}) // failures come to the handler; never compared
final class Connections implements AutoCloseable {

    private static final int CONNECT_TIMEOUT_MILLIS = 30_000;

    /** Longer than every timeout inside a service, so that it only ends requests without a limit. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);

    /** Shorter than the servers' idle timeouts, so that no request uses a connection that its server is closing. */
    private static final Duration MAX_IDLE = Duration.ofSeconds(20);

    private static final EventLoop LOOP = new MultiThreadIoEventLoopGroup(
                    1,
                    new DefaultThreadFactory("clients", true),
                    Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory())
            .next();

    private final int max;
    private final Bootstrap bootstrap;
    private final Deque<Exchange> waiting = new ArrayDeque<>();
    private final Deque<Connection> idle = new ArrayDeque<>();
    private final Set<Connection> open = new HashSet<>();
    private final Future<?> sweep;
    private int connecting;

    /** @param max the maximum number of connections */
    Connections(String url, int max) {
        URI server = URI.create(url);
        this.max = max;
        this.bootstrap = new Bootstrap()
                .group(LOOP)
                .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
                .option(ChannelOption.TCP_NODELAY, true)
                .remoteAddress(server.getHost(), server.getPort())
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new HttpResponseDecoder(), new Connection(channel));
                    }
                });
        this.sweep = LOOP.scheduleAtFixedRate(this::failTimedOutRequests, 100, 100, TimeUnit.MILLISECONDS);
    }

    /**
     * Sends a request and passes the answer on, on the event loop. Without an answer the status is 0.
     *
     * @param request the complete bytes of the request
     */
    void send(byte[] request, Consumer<Answer> answered) {
        Exchange exchange = new Exchange(request, answered, System.nanoTime() + ANSWER_TIMEOUT.toNanos());
        if (LOOP.inEventLoop()) {
            send(exchange);
        } else {
            LOOP.execute(() -> send(exchange));
        }
    }

    private void send(Exchange exchange) {
        Connection free = free();
        if (free != null) {
            free.send(exchange);
            return;
        }
        waiting.add(exchange);
        connectIfNeeded();
    }

    private Connection free() {
        long oldest = System.nanoTime() - MAX_IDLE.toNanos();
        while (!idle.isEmpty() && idle.peekLast().idleSince - oldest < 0) {
            idle.pollLast().channel.close();
        }
        return idle.pollFirst();
    }

    private void connectIfNeeded() {
        if (waiting.size() <= connecting || open.size() + connecting >= max) {
            return;
        }
        connecting++;
        bootstrap.connect().addListener((ChannelFuture done) -> {
            connecting--;
            if (done.isSuccess()) {
                done.channel().pipeline().get(Connection.class).opened();
            } else if (!waiting.isEmpty()) {
                waiting.poll().fail(done.cause().toString());
                connectIfNeeded();
            }
        });
    }

    private void failTimedOutRequests() {
        long now = System.nanoTime();
        while (!waiting.isEmpty() && waiting.peek().deadline - now < 0) {
            waiting.poll().fail("no connection within " + ANSWER_TIMEOUT);
        }
        for (Connection connection : Set.copyOf(open)) {
            if (connection.current != null && connection.current.deadline - now < 0) {
                connection.timeOut();
            }
        }
    }

    @Override
    public void close() {
        sweep.cancel(false);
        LOOP.execute(() -> {
            while (!waiting.isEmpty()) {
                waiting.poll().fail("the client was closed");
            }
            Set.copyOf(open).forEach(connection -> connection.channel.close());
        });
    }

    private record Exchange(byte[] request, Consumer<Answer> answered, long deadline) {

        void fail(String why) {
            answered.accept(Answer.none(why));
        }
    }

    private final class Connection extends SimpleChannelInboundHandler<HttpObject> {

        private final Channel channel;
        private Exchange current;
        private final AnswerParts parts = new AnswerParts();
        private long idleSince;

        Connection(Channel channel) {
            this.channel = channel;
        }

        void opened() {
            open.add(this);
            next();
        }

        void send(Exchange exchange) {
            current = exchange;
            channel.writeAndFlush(Unpooled.wrappedBuffer(exchange.request()), channel.voidPromise());
        }

        private void next() {
            Exchange next = waiting.poll();
            if (next == null) {
                idleSince = System.nanoTime();
                idle.addFirst(this);
            } else {
                send(next);
            }
        }

        void timeOut() {
            Exchange timedOut = current;
            current = null;
            channel.close();
            timedOut.fail("no answer within " + ANSWER_TIMEOUT);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
            if (part.decoderResult().isFailure()) {
                context.fireExceptionCaught(part.decoderResult().cause());
                return;
            }
            parts.add(part);
            if (part instanceof LastHttpContent && current != null) {
                answered();
            }
        }

        private void answered() {
            Exchange finished = current;
            boolean keepAlive = parts.keepAlive();
            Answer answer = parts.toAnswer();
            current = null;
            if (keepAlive) {
                next();
            } else {
                channel.close();
            }
            finished.answered().accept(answer);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            fail(cause.toString());
            channel.close();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            fail("the connection was closed before the answer");
            open.remove(this);
            idle.remove(this);
            parts.release();
            connectIfNeeded();
        }

        private void fail(String why) {
            if (current != null) {
                Exchange failed = current;
                current = null;
                failed.fail(why);
            }
        }
    }
}
