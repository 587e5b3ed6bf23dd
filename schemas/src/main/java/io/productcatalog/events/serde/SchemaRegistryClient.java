package io.productcatalog.events.serde;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client of a schema registry, for the part of <a
 * href="https://docs.confluent.io/platform/current/schema-registry/develop/api.html">Confluent's API</a> that
 * Confluent's and Apicurio's registries have in common.
 *
 * <p>Every request is limited in time. An attempt has 2 seconds to connect and 5 seconds until the last byte of the
 * response. An attempt without a response is repeated once, on a new connection, so a request ends within 10 seconds.
 * An interrupt ends it at once. Connections are not reused, since a process asks only once for each schema.
 *
 * <p>Every method throws a {@link SchemaRegistryException} if it fails, and an {@link InterruptException} if its thread
 * is interrupted.
 */
public final class SchemaRegistryClient {

    private static final Logger log = LoggerFactory.getLogger(SchemaRegistryClient.class);

    private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(5);
    private static final long MAX_RESPONSE_BYTES = 1 << 20;
    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RegistryConnection connection;
    private final Duration responseTimeout;

    /** @param baseUrl the base URL of the registry's Confluent API, such as {@code http://127.0.0.1:8081} */
    public SchemaRegistryClient(String baseUrl) {
        this(baseUrl, RESPONSE_TIMEOUT);
    }

    SchemaRegistryClient(String baseUrl, Duration responseTimeout) {
        this(new RegistryConnection(baseUrl, null, null), responseTimeout);
    }

    private SchemaRegistryClient(RegistryConnection connection, Duration responseTimeout) {
        this.connection = connection;
        this.responseTimeout = responseTimeout;
    }

    /**
     * Creates a client for the settings of a Kafka client, by the names that Confluent's serializers have for them:
     * {@code schema.registry.url}, {@code basic.auth.user.info} and {@code schema.registry.ssl.truststore.location},
     * which is a PEM file.
     */
    public static SchemaRegistryClient of(Map<String, ?> settings) {
        return new SchemaRegistryClient(RegistryConnection.of(settings), RESPONSE_TIMEOUT);
    }

    /** Returns the schema with this id. */
    public Schema schema(int id) {
        JsonNode answer = send("GET", "/schemas/ids/" + id, BodyPublishers.noBody());
        JsonNode schema = answer.path("schema");
        if (!schema.isTextual()) {
            throw SchemaRegistryException.unavailable("the schema registry's answer holds no schema");
        }
        try {
            return new Schema.Parser().parse(schema.textValue());
        } catch (AvroRuntimeException notAvro) {
            throw SchemaRegistryException.refused("schema " + id + " is not a complete Avro schema");
        }
    }

    /** Registers the schema as a version of the subject, unless it is one already. Returns the id of the schema. */
    public int register(String subject, Schema schema) {
        return id(
                send("POST", "/subjects/" + encoded(subject) + "/versions", json(Map.of("schema", schema.toString()))));
    }

    private static int id(JsonNode answer) {
        JsonNode id = answer.path("id");
        if (!id.isInt()) {
            throw SchemaRegistryException.unavailable("the schema registry's answer holds no id");
        }
        return id.intValue();
    }

    /** Returns the id of the schema if it is a version of the subject. */
    public OptionalInt idOf(String subject, Schema schema) {
        HttpResponse<String> answer =
                answer(request("POST", "/subjects/" + encoded(subject), json(Map.of("schema", schema.toString()))));
        return isRefusal(answer) && answer.statusCode() == 404 ? OptionalInt.empty() : OptionalInt.of(id(body(answer)));
    }

    /** Returns whether the subject has a version. */
    public boolean hasSubject(String subject) {
        HttpResponse<String> answer =
                answer(request("GET", "/subjects/" + encoded(subject) + "/versions", BodyPublishers.noBody()));
        if (isRefusal(answer) && answer.statusCode() == 404) {
            return false;
        }
        body(answer);
        return true;
    }

    /**
     * Makes the registry refuse a schema for the subject unless it is compatible with all versions, in both directions.
     */
    public void requireFullTransitiveCompatibility(String subject) {
        send("PUT", "/config/" + encoded(subject), json(Map.of("compatibility", "FULL_TRANSITIVE")));
    }

    private JsonNode send(String method, String path, BodyPublisher body) {
        return body(answer(request(method, path, body)));
    }

    private HttpRequest request(String method, String path, BodyPublisher body) {
        return connection
                .request(path)
                .header("Accept", MEDIA_TYPE)
                .header("Content-Type", MEDIA_TYPE)
                .method(method, body)
                .build();
    }

    private HttpResponse<String> answer(HttpRequest request) {
        try {
            return attempt(request);
        } catch (SchemaRegistryException first) {
            log.debug("The schema registry did not answer; repeating the request on a new connection", first);
            try {
                return attempt(request);
            } catch (SchemaRegistryException second) {
                second.addSuppressed(first);
                throw second;
            }
        }
    }

    private HttpResponse<String> attempt(HttpRequest request) {
        HttpClient http = connection.connect();
        CompletableFuture<HttpResponse<String>> answer = http.sendAsync(
                request, BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), MAX_RESPONSE_BYTES));
        try {
            return answer.get(responseTimeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw SchemaRegistryException.unavailable(
                    "the schema registry did not answer within " + responseTimeout.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            throw SchemaRegistryException.unavailable(
                    "the schema registry did not answer: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } finally {
            answer.cancel(true);
            // close() would wait for the request without a limit.
            http.shutdownNow();
        }
    }

    private static JsonNode body(HttpResponse<String> answer) {
        if (isRefusal(answer)) {
            throw SchemaRegistryException.refused("the schema registry answers " + answer.statusCode() + " to "
                    + answer.request().method() + " " + answer.request().uri().getPath());
        }
        if (answer.statusCode() == 401 || answer.statusCode() == 403) {
            throw SchemaRegistryException.unavailable("the schema registry, or a server before it, answers "
                    + answer.statusCode() + ": it does not accept the credentials, or there are none");
        }
        JsonNode body = parsed(answer.body());
        if (answer.statusCode() != 200 || body.isMissingNode()) {
            throw SchemaRegistryException.unavailable("the server at the schema registry's address answers "
                    + answer.statusCode() + ", not as a registry does");
        }
        return body;
    }

    /**
     * Whether the registry itself refuses the request. A proxy or a login also answers 4xx, but without an error code.
     */
    private static boolean isRefusal(HttpResponse<String> answer) {
        return switch (answer.statusCode()) {
            case 401, 403, 408, 429 -> false;
            default ->
                answer.statusCode() / 100 == 4
                        && parsed(answer.body()).path("error_code").isInt();
        };
    }

    private static JsonNode parsed(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException notJson) {
            return MissingNode.getInstance();
        }
    }

    private static BodyPublisher json(Map<String, String> body) {
        return BodyPublishers.ofString(JSON.valueToTree(body).toString());
    }

    private static String encoded(String subject) {
        return URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
