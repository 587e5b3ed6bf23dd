package io.productcatalog.system.cluster;

import io.netty.handler.codec.http.HttpMethod;
import io.productcatalog.stack.services.CatalogService;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Sends each request to the replica with the fewest on their way, among those whose readiness probe said yes when it was last asked, on
 * connections that are kept. One that has become ready behind others may have a part as many at first and as many after a minute:
 * until its code is compiled and its memory filled a request costs it many times as much. Load balancers call these least request and
 * slow start. The front tries nothing again: a request that meets a replica which does not serve it has failed.
 */
public final class Front implements AutoCloseable {

    private static final Duration PROBE_INTERVAL = Duration.ofMillis(200);
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(5);

    /** So many probes without an answer make a replica unready, as an orchestrator's failure threshold does; a clear no does at once. */
    private static final int SILENCES = 3;

    private static final int CONNECTIONS_TO_EACH = 64;

    private static final Duration SLOW_START = Duration.ofSeconds(60);
    private static final double FIRST_SHARE = 0.1;

    private enum Probed {
        READY,
        NOT_READY,
        SILENT
    }

    private static final Mono<Answer> NOBODY = Mono.just(Answer.none("nobody is ready"));

    private final Map<CatalogService, Integer> silences = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> onTheirWay = new ConcurrentHashMap<>();
    /** Since when each is ready, by {@link System#nanoTime}. */
    private final Map<String, Long> readySince = new ConcurrentHashMap<>();

    private final Map<String, Connections> connections = new ConcurrentHashMap<>();
    private final List<CatalogService> replicas = new CopyOnWriteArrayList<>();
    private final Disposable.Composite probes = Disposables.composite();
    private final int connectionsToEach;
    private final AtomicInteger turn = new AtomicInteger();
    private volatile List<String> ready = List.of();

    public Front(List<CatalogService> replicas) {
        this(replicas, CONNECTIONS_TO_EACH);
    }

    /** @param connectionsToEach at most; requests beyond them wait in the client */
    public Front(List<CatalogService> replicas, int connectionsToEach) {
        this.connectionsToEach = connectionsToEach;
        replicas.forEach(this::add);
    }

    /** One more replica, which takes requests once it is ready. */
    public void add(CatalogService replica) {
        Stream.of(replica.url(), replica.managementUrl()).forEach(url -> {
            connections.put(url, new Connections(url, connectionsToEach));
            onTheirWay.put(url, new AtomicInteger());
        });
        replicas.add(replica);
        // Each on its own: one that does not answer does not delay what another one says.
        probes.add(Flux.interval(Duration.ZERO, PROBE_INTERVAL, Schedulers.parallel())
                .onBackpressureDrop()
                .concatMap(_ -> probe(replica), 1)
                .subscribe(answer -> note(replica, answer)));
    }

    private Mono<Probed> probe(CatalogService replica) {
        return exchange(replica.managementUrl(), HttpMethod.GET, "/actuator/health/readiness", Map.of(), "")
                .map(answer -> answer.status() == 200 ? Probed.READY : Probed.NOT_READY)
                .timeout(PROBE_TIMEOUT, Mono.just(Probed.SILENT));
    }

    private synchronized void note(CatalogService replica, Probed answer) {
        int before = silences.getOrDefault(replica, SILENCES);
        silences.put(
                replica,
                switch (answer) {
                    case READY -> 0;
                    case NOT_READY -> SILENCES;
                    case SILENT -> Math.min(SILENCES, before + 1);
                });
        ready = replicas.stream()
                .filter(each -> silences.getOrDefault(each, SILENCES) < SILENCES)
                .map(CatalogService::url)
                .toList();
        readySince.keySet().retainAll(ready);
        long now = System.nanoTime();
        ready.forEach(url -> readySince.putIfAbsent(url, now));
    }

    /** The addresses of the replicas that take requests now. */
    public List<String> ready() {
        return ready;
    }

    /** Waits until all replicas take requests. */
    public void awaitAll() {
        Awaitility.await("all replicas to be ready").until(() -> ready.size() == replicas.size());
    }

    public Mono<Answer> get(String path) {
        return send(HttpMethod.GET, path, Map.of(), "");
    }

    /** The replica of a client that stays with one for as long as that is ready; empty when nobody is. */
    public String replicaFor(Stickiness stickiness) {
        return stickiness.choose(ready);
    }

    /** The answer of one of the {@link #ready} replicas. */
    public Mono<Answer> get(String replica, String path) {
        return send(replica, HttpMethod.GET, path, Map.of(), "");
    }

    /** The answer of the replica that has the least to do. Never fails: without an answer the status is 0. */
    public Mono<Answer> send(HttpMethod method, String path, Map<String, String> headers, String body) {
        return Mono.defer(() -> {
            List<String> urls = ready;
            return urls.isEmpty() ? NOBODY : send(leastBusy(urls), method, path, headers, body);
        });
    }

    /** Where several have as little to do, each in its turn. */
    private String leastBusy(List<String> urls) {
        int first = turn.getAndIncrement();
        return IntStream.range(first, first + urls.size())
                .mapToObj(next -> urls.get(Math.floorMod(next, urls.size())))
                .min(Comparator.comparingDouble(this::load))
                .orElseThrow();
    }

    /** With one request more, by what the replica may have. */
    private double load(String url) {
        return (onTheirWay.get(url).get() + 1) / share(url);
    }

    private double share(String url) {
        Long since = readySince.get(url);
        return since == null
                ? 1
                : Math.clamp((double) (System.nanoTime() - since) / SLOW_START.toNanos(), FIRST_SHARE, 1);
    }

    private Mono<Answer> send(String url, HttpMethod method, String path, Map<String, String> headers, String body) {
        return url.isEmpty() ? NOBODY : exchange(url, method, path, headers, body);
    }

    private Mono<Answer> exchange(
            String url, HttpMethod method, String path, Map<String, String> headers, String body) {
        byte[] request = request(method, path, headers, body.getBytes(StandardCharsets.UTF_8));
        AtomicInteger count = onTheirWay.get(url);
        return Mono.create(sink -> {
            count.incrementAndGet();
            connections.get(url).send(request, answer -> {
                count.decrementAndGet();
                sink.success(answer.status() == 0 ? answer.asFailure(url) : answer);
            });
        });
    }

    private static byte[] request(HttpMethod method, String path, Map<String, String> headers, byte[] body) {
        StringBuilder head = new StringBuilder(256);
        head.append(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: catalog\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        if (body.length > 0) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] request = Arrays.copyOf(start, start.length + body.length);
        System.arraycopy(body, 0, request, start.length, body.length);
        return request;
    }

    @Override
    public void close() {
        probes.dispose();
        connections.values().forEach(Connections::close);
    }
}
