package io.productcatalog.command.events;

import io.productcatalog.events.ProductEvent;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/**
 * Registers the event's schema and its compatibility rule with the registry, before the first event is published. Uses
 * Confluent's registry API, which Apicurio and others speak too.
 *
 * <p>FULL_TRANSITIVE is set on the subject, since a registry's own default may be to check nothing. Registering the same
 * schema again is harmless.
 */
@Component
public class EventContract {

    private static final Logger log = LoggerFactory.getLogger(EventContract.class);
    private static final MediaType REGISTRY_JSON = MediaType.valueOf("application/vnd.schemaregistry.v1+json");

    private final RestClient registry;
    private final String subject;

    EventContract(@Value("${SCHEMA_REGISTRY_URL}") String registryUrl, @Value("${CATALOG_TOPIC}") String topic) {
        var http = new JdkClientHttpRequestFactory(HttpClient.newBuilder()
                // An upgrade to HTTP/2 in mid-request leaves some registries waiting for the body.
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build());
        http.setReadTimeout(Duration.ofSeconds(10));
        this.registry = RestClient.builder()
                .requestFactory(http)
                .baseUrl(registryUrl)
                .defaultHeader("Accept", REGISTRY_JSON.toString())
                .build();
        this.subject = topic + "-value";
    }

    /**
     * Makes sure that the registry holds the schema and enforces its compatibility.
     *
     * @throws RestClientException when the registry does not answer, or refuses the schema
     */
    public void establish() {
        if (exists()) {
            requireCompatibility();
            register();
        } else {
            register();
            requireCompatibility();
        }
        log.info("Subject {} holds the event schema, compatibility FULL_TRANSITIVE", subject);
    }

    private boolean exists() {
        try {
            registry.get()
                    .uri("/subjects/{subject}/versions", subject)
                    .retrieve()
                    .toBodilessEntity();
            return true;
        } catch (HttpClientErrorException e) {
            if (e.getStatusCode().isSameCodeAs(HttpStatus.NOT_FOUND)) {
                return false;
            }
            throw e;
        }
    }

    private void register() {
        registry.post()
                .uri("/subjects/{subject}/versions", subject)
                .contentType(REGISTRY_JSON)
                .body(Map.of("schema", ProductEvent.getClassSchema().toString()))
                .retrieve()
                .toBodilessEntity();
    }

    private void requireCompatibility() {
        registry.put()
                .uri("/config/{subject}", subject)
                .contentType(REGISTRY_JSON)
                .body(Map.of("compatibility", "FULL_TRANSITIVE"))
                .retrieve()
                .toBodilessEntity();
    }
}
