package io.productcatalog.system.shipped;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.nodepool.KafkaNodePool;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The check for errors in manifests that a cluster would refuse. It combines three models: the classes of fabric8 and
 * Strimzi know all fields and types, the official client knows the required fields, and {@code custom-resources.yaml}
 * describes the other custom resources.
 */
final class KubernetesModel {

    private static final KubernetesSerialization KNOWN = new KubernetesSerialization();
    private static final Map<String, Class<?>> STRIMZI = Map.of(
            "Kafka", Kafka.class,
            "KafkaNodePool", KafkaNodePool.class,
            "KafkaTopic", KafkaTopic.class,
            "KafkaUser", KafkaUser.class);
    private static final JsonMapper STRICT = strict();
    private static final JsonNode CUSTOM_SCHEMAS = customSchemas();
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private KubernetesModel() {}

    static List<String> problems(String manifests) {
        return Documents.of(manifests).all().stream()
                .flatMap(document -> problems(document).map(problem -> Documents.label(document) + ": " + problem))
                .toList();
    }

    private static Stream<String> problems(JsonNode document) {
        List<String> problems = new ArrayList<>();
        String apiVersion = document.path("apiVersion").asText();
        String kind = Documents.kind(document);
        Class<?> model = apiVersion.startsWith("kafka.strimzi.io/")
                ? STRIMZI.get(kind)
                : KNOWN.getRegisteredKubernetesResource(apiVersion, kind);
        boolean hasSchema = CUSTOM_SCHEMAS.has(kind);
        if (model == null && !hasSchema) {
            return Stream.of("there is no model of " + apiVersion + " " + kind);
        }
        if (model != null) {
            addUnknownFieldsAndWrongTypes(document, model, problems);
        }
        if (hasSchema) {
            addSchemaViolations(document, kind, problems);
        } else {
            addMissingFields(document, officialModel(apiVersion, kind), problems);
        }
        return problems.stream();
    }

    private static void addUnknownFieldsAndWrongTypes(JsonNode document, Class<?> model, List<String> problems) {
        try {
            STRICT.treeToValue(document, model);
        } catch (JsonProcessingException e) {
            problems.add(e.getOriginalMessage());
        }
    }

    private static void addSchemaViolations(JsonNode document, String kind, List<String> problems) {
        SCHEMAS.getSchema(CUSTOM_SCHEMAS.get(kind).toString()).validate(document.toString(), InputFormat.JSON).stream()
                .map(Error::toString)
                .forEach(problems::add);
    }

    private static void addMissingFields(JsonNode document, Class<?> model, List<String> problems) {
        try {
            model.getMethod("validateJsonElement", JsonElement.class)
                    .invoke(null, JsonParser.parseString(document.toString()));
        } catch (InvocationTargetException e) {
            problems.add(String.valueOf(e.getCause().getMessage()));
        } catch (NoSuchMethodException | IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Returns the official class, for example {@code V2HorizontalPodAutoscaler} for this kind in {@code
     * autoscaling/v2}.
     */
    private static Class<?> officialModel(String apiVersion, String kind) {
        String version = apiVersion.substring(apiVersion.indexOf('/') + 1);
        try {
            return Class.forName("io.kubernetes.client.openapi.models." + version.toUpperCase() + kind);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns a mapper that, like a server, refuses unknown fields and values of another type. */
    private static JsonMapper strict() {
        JsonMapper mapper = JsonMapper.builder()
                .addModule(new JavaTimeModule())
                .annotationIntrospector(new JacksonAnnotationIntrospector() {
                    @Override
                    public Boolean hasAnySetter(Annotated annotated) {
                        return false;
                    }
                })
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .build();
        for (CoercionInputShape shape :
                List.of(CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean)) {
            mapper.coercionConfigFor(LogicalType.Textual).setCoercion(shape, CoercionAction.Fail);
        }
        return mapper;
    }

    private static JsonNode customSchemas() {
        try (InputStream file = KubernetesModel.class.getResourceAsStream("custom-resources.yaml")) {
            return Documents.single(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
