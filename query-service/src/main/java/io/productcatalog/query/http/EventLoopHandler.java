package io.productcatalog.query.http;

import io.netty.channel.EventLoop;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.Connection;

/**
 * A handler that sends every answer on the event loop of its connection, whatever thread has made the answer.
 *
 * <p>Reactor Netty 1.3.8 does not order the end of an answer from another thread with the next request on the
 * connection. The client can receive the whole answer and send its next request before the server has noted the end. If
 * that request has the header {@code Connection: close}, the server queues it and never answers it.
 */
public final class EventLoopHandler implements HttpHandler {

    private final HttpHandler handler;

    public EventLoopHandler(HttpHandler handler) {
        this.handler = handler;
    }

    @Override
    public Mono<Void> handle(ServerHttpRequest request, ServerHttpResponse response) {
        Scheduler eventLoop = eventLoop(response);
        return handler.handle(request, new EventLoopResponse(response, eventLoop))
                .publishOn(eventLoop);
    }

    /** The event loop of the response's connection. A task that is already on it runs at once. */
    public static Scheduler eventLoop(ServerHttpResponse response) {
        Connection connection = ServerHttpResponseDecorator.getNativeResponse(response);
        return eventLoop(connection);
    }

    /** The event loop of a connection. A task that is already on it runs at once. */
    static Scheduler eventLoop(Connection connection) {
        EventLoop eventLoop = connection.channel().eventLoop();
        return Schedulers.fromExecutor(task -> {
            if (eventLoop.inEventLoop()) {
                task.run();
            } else {
                eventLoop.execute(task);
            }
        });
    }

    private static final class EventLoopResponse extends ServerHttpResponseDecorator {

        private final Scheduler eventLoop;

        EventLoopResponse(ServerHttpResponse response, Scheduler eventLoop) {
            super(response);
            this.eventLoop = eventLoop;
        }

        @Override
        public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
            return super.writeWith(
                    body instanceof Mono<? extends DataBuffer> single
                            ? single.publishOn(eventLoop)
                            : Flux.from(body).publishOn(eventLoop));
        }
    }
}
