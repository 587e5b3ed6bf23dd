package io.productcatalog.stack.run;

import io.productcatalog.stack.parts.LocalParts;
import java.io.PrintStream;
import java.nio.file.Path;

/** The text that is printed when everything is ready: the addresses, and five commands to try. */
final class ReadyBanner {

    private ReadyBanner() {}

    static void print(Path env, ServicePair services, LocalParts parts, PrintStream out) {
        out.print("""

                The catalog is ready. Ctrl-C stops it; all data is kept.
                  command-service  %1$s  (management %2$s)
                  query-service    %3$s  (management %4$s)
                  Kafka            %6$s
                  registry         %7$s
                  PostgreSQL       127.0.0.1:%8$d

                Try, in another terminal:
                  . %5$s

                1. read products (make demo loads 1,000):
                  curl -s "$CATALOG_QUERY_URL/products?limit=3"; echo
                2. create a product:
                  SKU=TV-$(date +%%s); curl -si "$CATALOG_COMMAND_URL/products" \
                -H "Authorization: Bearer $CATALOG_ADMIN_TOKEN" -H 'Content-Type: application/json' \
                -d '{"sku":"'$SKU'","name":"Television 55 inch","categories":["electronics/tv"],\
                "price":{"amount":"1299.00","currency":"EUR"},"stock":12,"status":"ACTIVE"}'; echo
                3. read it from the query service:
                  curl -s "$CATALOG_QUERY_URL/products?sku=$SKU"; echo
                4. change its price:
                  ID=$(curl -s "$CATALOG_QUERY_URL/products?sku=$SKU" | sed 's/.*"id":"\\([^"]*\\)".*/\\1/'); \
                curl -si -X PUT "$CATALOG_COMMAND_URL/products/$ID/price" \
                -H "Authorization: Bearer $CATALOG_ADMIN_TOKEN" -H 'Content-Type: application/json' \
                -d '{"amount":"1199.00","currency":"EUR"}'; echo
                5. read the metrics of both services:
                  curl -s "$CATALOG_COMMAND_MANAGEMENT_URL/actuator/prometheus" \
                "$CATALOG_QUERY_MANAGEMENT_URL/actuator/prometheus" | grep ^catalog_

                """.formatted(
                        services.command().url(),
                        services.command().managementUrl(),
                        services.query().url(),
                        services.query().managementUrl(),
                        shown(env),
                        parts.kafka().bootstrapServers(),
                        parts.registry().url(),
                        parts.postgres().port()));
        out.flush();
    }

    /** The path as it can be typed in the directory in which the program was started. */
    private static String shown(Path file) {
        Path here = Path.of("").toAbsolutePath();
        String path = file.startsWith(here) ? "./" + here.relativize(file) : file.toString();
        return path.matches("[\\w./-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
    }
}
