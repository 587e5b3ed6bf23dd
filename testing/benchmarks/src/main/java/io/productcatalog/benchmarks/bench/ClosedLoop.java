package io.productcatalog.benchmarks.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * A fixed number of clients, each with a connection on which it sends the next request as soon as the last one is answered. To cost
 * little beside what it measures it looks for nothing in an answer but whether the status is 200, and the end.
 */
@SuppressWarnings("FutureReturnValueIgnored") // failures come to the handler
final class ClosedLoop {

    private static final EventLoopGroup LOOP = new MultiThreadIoEventLoopGroup(
            1,
            new DefaultThreadFactory("closed-loop", true),
            Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());

    private static final ByteBuf END_OF_HEAD = ascii("\r\n\r\n");

    private static final ByteBuf LAST_CHUNK = ascii("0\r\n\r\n");

    /** Of Content-Length, in whatever case it is written. */
    private static final ByteBuf LENGTH = ascii("ength: ");

    /** A server may tell its clients to connect again after so many requests. */
    private static final ByteBuf CLOSE = ascii("onnection: close");

    private final Bootstrap bootstrap = new Bootstrap()
            .group(LOOP)
            .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true);
    private final Supplier<byte[]> request;
    private final AtomicLong answers = new AtomicLong();
    private final AtomicLong longestNanos = new AtomicLong();
    private final AtomicReference<String> failure = new AtomicReference<>();
    private volatile boolean over;

    private ClosedLoop(Supplier<byte[]> request) {
        this.request = request;
    }

    private static ByteBuf ascii(String text) {
        return Unpooled.unreleasableBuffer(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }

    /**
     * What the clients got.
     *
     * @param perSecond answers a second
     * @param longestMillis the longest time that a client waited for an answer
     */
    record Outcome(double perSecond, double longestMillis) {}

    /**
     * Lets the clients run for so many seconds.
     *
     * @param request makes the next one, in full
     * @throws IllegalStateException when an answer has another status than 200, or does not come
     */
    static Outcome run(String url, int clients, double seconds, Supplier<byte[]> request) throws InterruptedException {
        return new ClosedLoop(request).run(URI.create(url), clients, seconds);
    }

    private Outcome run(URI server, int clients, double seconds) throws InterruptedException {
        bootstrap.remoteAddress(server.getHost(), server.getPort());
        CountDownLatch running = new CountDownLatch(clients);
        for (int i = 0; i < clients; i++) {
            connect(running);
        }
        long begin = System.nanoTime();
        TimeUnit.NANOSECONDS.sleep((long) (seconds * 1e9));
        double perSecond = answers.get() / ((System.nanoTime() - begin) / 1e9);
        over = true;
        if (!running.await(10, TimeUnit.SECONDS) || failure.get() != null) {
            throw new IllegalStateException("not answered: " + failure.get());
        }
        return new Outcome(perSecond, longestNanos.get() / 1e6);
    }

    private void connect(CountDownLatch running) {
        bootstrap.clone().handler(new Client(running)).connect().addListener((ChannelFuture connected) -> {
            if (connected.isSuccess()) {
                connected.channel().pipeline().get(Client.class).ask(connected.channel());
            } else {
                fail(connected.cause().toString(), running);
            }
        });
    }

    private void fail(String why, CountDownLatch running) {
        failure.compareAndSet(null, why);
        running.countDown();
    }

    private ByteBuf next() {
        return Unpooled.wrappedBuffer(request.get());
    }

    private final class Client extends ByteToMessageDecoder {

        private final CountDownLatch running;
        private boolean done;
        private long asked;

        Client(CountDownLatch running) {
            this.running = running;
        }

        void ask(Channel channel) {
            asked = System.nanoTime();
            channel.writeAndFlush(next(), channel.voidPromise());
        }

        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
            int head = ByteBufUtil.indexOf(END_OF_HEAD, in);
            if (head < 0 || !isWhole(in, head + END_OF_HEAD.readableBytes())) {
                return;
            }
            if (in.getByte(9) != '2' || in.getByte(11) != '0') {
                exceptionCaught(context, new IOException(in.toString(StandardCharsets.UTF_8)));
                return;
            }
            answers.incrementAndGet();
            long waited = System.nanoTime() - asked;
            if (waited > longestNanos.get()) {
                // All clients have the same thread.
                longestNanos.set(waited);
            }
            done = over || ByteBufUtil.indexOf(CLOSE, in.slice(0, head)) >= 0;
            in.skipBytes(in.readableBytes());
            if (!done) {
                ask(context.channel());
                return;
            }
            context.close();
            if (over) {
                running.countDown();
            } else {
                connect(running);
            }
        }

        /** One answer is there at a time. */
        private boolean isWhole(ByteBuf in, int body) {
            int length = ByteBufUtil.indexOf(LENGTH, in);
            return (length >= 0 && length < body)
                    ? in.writerIndex() >= body + number(in, length + LENGTH.readableBytes())
                    : endsWith(LAST_CHUNK, in);
        }

        private static boolean endsWith(ByteBuf end, ByteBuf in) {
            int length = end.readableBytes();
            return ByteBufUtil.equals(end, 0, in, in.writerIndex() - length, length);
        }

        private static int number(ByteBuf in, int at) {
            int number = 0;
            for (int i = at; Character.isDigit(in.getByte(i)); i++) {
                number = 10 * number + in.getByte(i) - '0';
            }
            return number;
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            exceptionCaught(context, new IOException("the connection was closed"));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (!done) {
                done = true;
                fail(cause.toString(), running);
                context.close();
            }
        }
    }
}
