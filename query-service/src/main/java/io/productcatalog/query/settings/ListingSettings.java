package io.productcatalog.query.settings;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The settings of listings.
 *
 * @param maxPageSize the maximum number of products on a page
 */
@ConfigurationProperties("catalog")
public record ListingSettings(int maxPageSize) {

    public ListingSettings {
        new Requirements().range("CATALOG_MAX_PAGE_SIZE", maxPageSize, 1, 1000).verify();
    }
}
