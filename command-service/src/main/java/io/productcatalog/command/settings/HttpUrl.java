package io.productcatalog.command.settings;

import java.net.URI;

/** The syntax of an http or https URL without credentials. */
final class HttpUrl {

    private HttpUrl() {}

    static boolean isValid(String text) {
        try {
            URI uri = URI.create(text);
            return uri.getHost() != null
                    && uri.getUserInfo() == null
                    && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }
}
