package io.productcatalog.cluster;

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
 * A load balancer for the replicas of one service. It sends each request to the ready replica with the fewest requests
 * in flight (least request). A replica that becomes ready gets a growing share for a minute (slow start), because a
 * request costs much more until its code is compiled and its caches are filled. The front repeats no request: a request
 * that a replica does not serve has failed.
 */
public final class Front implements AutoCloseable {

    private static final Duration PROBE_INTERVAL = Duration.ofMillis(200);
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(5);

    /**
     * The number of unanswered probes in a row that make a replica unready, like an orchestrator's failure threshold.
     * An answer other than 200 makes it unready at once.
     */
    private static final int FAILURE_THRESHOLD = 3;

    private static final int CONNECTIONS_PER_REPLICA = 64;

    private static final Duration SLOW_START = Duration.ofSeconds(60);
    private static final double INITIAL_SHARE = 0.1;

    private enum ProbeResult {
        READY,
        NOT_READY,
        NO_ANSWER
    }

    private static final Mono<Answer> NO_REPLICA = Mono.just(Answer.none("no replica is ready"));

    private final Map<CatalogService, Integer> failedProbes = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> inFlight = new ConcurrentHashMap<>();

    /** The {@link System#nanoTime} when each ready replica became ready, by URL. */
    private final Map<String, Long> readySince = new ConcurrentHashMap<>();

    private final Map<String, Connections> connections = new ConcurrentHashMap<>();
    private final List<CatalogService> replicas = new CopyOnWriteArrayList<>();
    private final Disposable.Composite probes = Disposables.composite();
    private final int connectionsPerReplica;
    private final AtomicInteger rotation = new AtomicInteger();
    private volatile List<String> ready = List.of();

    public Front(List<CatalogService> replicas) {
        this(replicas, CONNECTIONS_PER_REPLICA);
    }

    /** @param connectionsPerReplica the maximum; further requests wait in the client */
    public Front(List<CatalogService> replicas, int connectionsPerReplica) {
        this.connectionsPerReplica = connectionsPerReplica;
        replicas.forEach(this::add);
    }

    /** Adds a replica, which takes requests once it is ready. */
    public void add(CatalogService replica) {
        Stream.of(replica.url(), replica.managementUrl()).forEach(url -> {
            connections.put(url, new Connections(url, connectionsPerReplica));
            inFlight.put(url, new AtomicInteger());
        });
        replicas.add(replica);
        // Each replica has its own probe, so that one without an answer does not delay the others.
        probes.add(Flux.interval(Duration.ZERO, PROBE_INTERVAL, Schedulers.parallel())
                .onBackpressureDrop()
                .concatMap(_ -> probe(replica), 1)
                .subscribe(result -> recordProbe(replica, result)));
    }

    private Mono<ProbeResult> probe(CatalogService replica) {
        return exchange(replica.managementUrl(), HttpMethod.GET, "/actuator/health/readiness", Map.of(), "")
                .map(answer -> answer.isOk() ? ProbeResult.READY : ProbeResult.NOT_READY)
                .timeout(PROBE_TIMEOUT, Mono.just(ProbeResult.NO_ANSWER));
    }

    private synchronized void recordProbe(CatalogService replica, ProbeResult result) {
        int before = failedProbes.getOrDefault(replica, FAILURE_THRESHOLD);
        failedProbes.put(
                replica,
                switch (result) {
                    case READY -> 0;
                    case NOT_READY -> FAILURE_THRESHOLD;
                    case NO_ANSWER -> Math.min(FAILURE_THRESHOLD, before + 1);
                });
        ready = replicas.stream()
                .filter(each -> failedProbes.getOrDefault(each, FAILURE_THRESHOLD) < FAILURE_THRESHOLD)
                .map(CatalogService::url)
                .toList();
        readySince.keySet().retainAll(ready);
        long now = System.nanoTime();
        ready.forEach(url -> readySince.putIfAbsent(url, now));
    }

    /** The URLs of the replicas that take requests now. */
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

    /**
     * Returns the replica of a sticky client, which keeps its replica while it is ready. Empty if no replica is ready.
     */
    public String replicaFor(Stickiness stickiness) {
        return stickiness.choose(ready);
    }

    /** Sends a request to this one of the {@link #ready} replicas. */
    public Mono<Answer> get(String replica, String path) {
        return send(replica, HttpMethod.GET, path, Map.of(), "");
    }

    /** Sends a request to the least busy replica. The result never fails: without an answer the status is 0. */
    public Mono<Answer> send(HttpMethod method, String path, Map<String, String> headers, String body) {
        return Mono.defer(() -> {
            List<String> urls = ready;
            return urls.isEmpty() ? NO_REPLICA : send(leastBusy(urls), method, path, headers, body);
        });
    }

    /** Returns the replica with the lowest load; equally loaded replicas take turns. */
    private String leastBusy(List<String> urls) {
        int first = rotation.getAndIncrement();
        return IntStream.range(first, first + urls.size())
                .mapToObj(next -> urls.get(Math.floorMod(next, urls.size())))
                .min(Comparator.comparingDouble(this::load))
                .orElseThrow();
    }

    /** The load that a further request would cause: the requests in flight divided by the replica's share. */
    private double load(String url) {
        return (inFlight.get(url).get() + 1) / share(url);
    }

    private double share(String url) {
        Long since = readySince.get(url);
        return since == null
                ? 1
                : Math.clamp((double) (System.nanoTime() - since) / SLOW_START.toNanos(), INITIAL_SHARE, 1);
    }

    private Mono<Answer> send(String url, HttpMethod method, String path, Map<String, String> headers, String body) {
        return url.isEmpty() ? NO_REPLICA : exchange(url, method, path, headers, body);
    }

    private Mono<Answer> exchange(
            String url, HttpMethod method, String path, Map<String, String> headers, String body) {
        byte[] request = request(method, path, headers, body.getBytes(StandardCharsets.UTF_8));
        AtomicInteger count = inFlight.get(url);
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
