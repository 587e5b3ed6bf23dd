package io.productcatalog.query.settings;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The settings of the caches.
 *
 * @param cacheBytes the maximum size of the cached products; listings take up to a quarter of it beside them. 0
 *     disables both caches
 */
@ConfigurationProperties("catalog")
public record CacheSettings(int cacheBytes) {

    public CacheSettings {
        new Requirements()
                .require(
                        cacheBytes >= 0 && cacheBytes <= maxCacheBytes(),
                        "CATALOG_CACHE_BYTES must be a number from 0 to " + maxCacheBytes() + ", half of the heap.")
                .verify();
    }

    /** A larger cache would end the service with an out-of-memory error when the rest of it needs the heap. */
    private static long maxCacheBytes() {
        return Math.min(999_999_999, Runtime.getRuntime().maxMemory() / 2);
    }
}
