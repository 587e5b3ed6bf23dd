package io.productcatalog.benchmarks.bench;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/** HTTP requests as they go over the wire. */
final class Requests {

    private Requests() {}

    /** @param headers each with its line's end */
    static byte[] get(String path, String headers) {
        return ("GET " + path + " HTTP/1.1\r\nHost: catalog\r\n" + headers + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] put(String path, String headers, String json) {
        return ("PUT " + path + " HTTP/1.1\r\nHost: catalog\r\n" + headers
                        + "Content-Type: application/json\r\nContent-Length: " + json.length() + "\r\n\r\n" + json)
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Any of them, with the same chance. */
    static Supplier<byte[]> anyOf(List<byte[]> requests) {
        return () -> requests.get(ThreadLocalRandom.current().nextInt(requests.size()));
    }
}
