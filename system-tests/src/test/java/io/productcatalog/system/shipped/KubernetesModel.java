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
 * What the cluster would refuse. Three views of a manifest that miss different things: fabric8's and Strimzi's classes know all
 * fields and types, the official client which fields Kubernetes needs, and {@code custom-resources.yaml} what neither knows of
 * custom resources.
 */
final class KubernetesModel {

    private static final KubernetesSerialization KNOWN = new KubernetesSerialization();
    private static final Map<String, Class<?>> STRIMZI = Map.of(
            "Kafka", Kafka.class,
            "KafkaNodePool", KafkaNodePool.class,
            "KafkaTopic", KafkaTopic.class,
            "KafkaUser", KafkaUser.class);
    private static final JsonMapper STRICT = strict();
    private static final JsonNode CUSTOM = custom();
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
        boolean described = CUSTOM.has(kind);
        if (model == null && !described) {
            return Stream.of("nothing is known of " + apiVersion + " " + kind);
        }
        if (model != null) {
            unknownOrOfAnotherType(document, model, problems);
        }
        if (described) {
            otherwiseThanDescribed(document, kind, problems);
        } else {
            missing(document, officialModel(apiVersion, kind), problems);
        }
        return problems.stream();
    }

    private static void unknownOrOfAnotherType(JsonNode document, Class<?> model, List<String> problems) {
        try {
            STRICT.treeToValue(document, model);
        } catch (JsonProcessingException e) {
            problems.add(e.getOriginalMessage());
        }
    }

    private static void otherwiseThanDescribed(JsonNode document, String kind, List<String> problems) {
        SCHEMAS.getSchema(CUSTOM.get(kind).toString()).validate(document.toString(), InputFormat.JSON).stream()
                .map(Error::toString)
                .forEach(problems::add);
    }

    private static void missing(JsonNode document, Class<?> model, List<String> problems) {
        try {
            model.getMethod("validateJsonElement", JsonElement.class)
                    .invoke(null, JsonParser.parseString(document.toString()));
        } catch (InvocationTargetException e) {
            problems.add(String.valueOf(e.getCause().getMessage()));
        } catch (NoSuchMethodException | IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    /** {@code autoscaling/v2} and {@code HorizontalPodAutoscaler} are {@code V2HorizontalPodAutoscaler}. */
    private static Class<?> officialModel(String apiVersion, String kind) {
        String version = apiVersion.substring(apiVersion.indexOf('/') + 1);
        try {
            return Class.forName("io.kubernetes.client.openapi.models." + version.toUpperCase() + kind);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    /** The models keep unknown fields and turn numbers into text and back, as a server does not. */
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

    private static JsonNode custom() {
        try (InputStream file = KubernetesModel.class.getResourceAsStream("custom-resources.yaml")) {
            return Documents.single(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
