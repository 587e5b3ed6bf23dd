package io.productcatalog.query.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Iterator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rule for the header Host (<a href="https://www.rfc-editor.org/rfc/rfc9112#section-3.2">RFC 9112</a>): a request
 * of HTTP/1.1 has exactly one, and every one is a host with an optional port. Each connection has its own instance.
 */
final class HostHeader {

    /** {@code uri-host [ ":" port ]} (RFC 3986, 3.2.2), where the host may be empty. */
    private static final Pattern HOST = Pattern.compile(
            "(?:[A-Za-z0-9._~!$&'()*+,;=%-]*+|\\[[0-9A-Fa-f:.]++(?:%25[A-Za-z0-9._~-]++)?+])(?::[0-9]*+)?+");

    /** A client sends the same host with each request of its connection. */
    private @Nullable String lastValid;

    boolean isValid(HttpRequest request) {
        Iterator<String> values = request.headers().valueStringIterator(HttpHeaderNames.HOST);
        if (!values.hasNext()) {
            return request.protocolVersion().compareTo(HttpVersion.HTTP_1_1) < 0;
        }
        String host = values.next();
        if (values.hasNext()) {
            return false;
        }
        if (!host.equals(lastValid)) {
            if (!HOST.matcher(host).matches()) {
                return false;
            }
            lastValid = host;
        }
        return true;
    }
}
