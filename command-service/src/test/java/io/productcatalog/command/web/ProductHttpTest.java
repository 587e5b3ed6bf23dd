package io.productcatalog.command.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasToString;
import static org.hamcrest.Matchers.not;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.jwt;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.delete;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.patch;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.put;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.request;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.fasterxml.uuid.Generators;
import com.jayway.jsonpath.JsonPath;
import io.productcatalog.command.product.Decision;
import io.productcatalog.command.product.Product;
import io.productcatalog.command.product.ProductChange;
import io.productcatalog.command.product.ProductDetails;
import io.productcatalog.command.product.Products;
import io.productcatalog.command.product.ProductsInMemory;
import io.productcatalog.command.product.TestProducts;
import io.productcatalog.command.settings.HttpSettings;
import io.productcatalog.command.settings.ShutdownSettings;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.JwtRequestPostProcessor;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

/** The HTTP contract of the command service, without a network or a database. */
@WebMvcTest(
        includeFilters =
                @ComponentScan.Filter(
                        type = FilterType.REGEX,
                        pattern = ".*\\.(ProblemWriter|StrictJson|SecurityConfiguration)"),
        properties = {
            "kafka.bootstrap-servers=none:1",
            "schema-registry.url=http://none.example",
            "catalog.write-db.url=postgresql://none/none",
            "catalog.write-db.user=none",
            "catalog.jwt.issuer-uri=https://none.example",
            "catalog.jwt.audience=catalog",
            "catalog.max-body-bytes=20000"
        })
class ProductHttpTest {

    private static final String PROBLEM = "application/problem+json";
    private static final MediaType MERGE_PATCH = MediaType.valueOf("application/merge-patch+json");
    private static final String TELEVISION = """
            {"sku":"TV-1","name":"OLED television","categories":["electronics/tv"],
             "price":{"amount":"1299.00","currency":"EUR"},"attributes":{"screen":"55 in"},
             "images":[{"url":"https://img.example/tv.jpg","alt":"front"}],"stock":12}""";

    @TestConfiguration
    @EnableConfigurationProperties({HttpSettings.class, ShutdownSettings.class})
    static class Store {

        @Bean
        ProductsInMemory store() {
            return new ProductsInMemory();
        }

        @Bean
        Products products(ProductsInMemory store) {
            return new Products(store, Generators.timeBasedEpochGenerator()::generate, Clock.systemUTC());
        }
    }

    @Autowired
    private MockMvc mvc;

    @Autowired
    private Products products;

    private Product product;

    @BeforeEach
    void createProduct() {
        ProductDetails details = TestProducts.television("SKU-" + UUID.randomUUID());
        product =
                ((Decision.Accepted) products.create(details, "test")).change().after();
    }

    private static JwtRequestPostProcessor writer() {
        return jwt().jwt(token -> token.subject("ann")).authorities(new SimpleGrantedAuthority("SCOPE_catalog:write"));
    }

    private ResultActions send(MockHttpServletRequestBuilder request) throws Exception {
        return mvc.perform(request.with(writer()));
    }

    private ResultActions create(String json) throws Exception {
        return send(post("/products").contentType(MediaType.APPLICATION_JSON).content(json));
    }

    private ResultActions createWithKeys(String json, String... keys) throws Exception {
        return send(post("/products")
                .header("Idempotency-Key", (Object[]) keys)
                .contentType(MediaType.APPLICATION_JSON)
                .content(json));
    }

    private static String television() {
        return TELEVISION.replace("TV-1", "TV-" + UUID.randomUUID());
    }

    private String path() {
        return "/products/" + product.id();
    }

    private static void isProblem(ResultActions answer, int status, String type) throws Exception {
        answer.andExpect(status().is(status))
                .andExpect(content().contentTypeCompatibleWith(PROBLEM))
                .andExpect(jsonPath("$.type").value("/problems/" + type))
                .andExpect(jsonPath("$.status").value(status))
                .andExpect(jsonPath("$.title").isNotEmpty())
                .andExpect(jsonPath("$.detail").isNotEmpty())
                .andExpect(jsonPath("$.instance").isNotEmpty())
                .andExpect(content().string(not(containsString("io.productcatalog"))))
                .andExpect(content().string(not(containsString("Exception"))));
    }

    @Test
    void aCreationIsAnsweredWithLocationVersionAndProduct() throws Exception {
        create(TELEVISION)
                .andExpect(status().isCreated())
                .andExpect(header().string("ETag", "\"1\""))
                .andExpect(header().string("Location", containsString("/products/")))
                .andExpect(jsonPath("$.sku").value("TV-1"))
                .andExpect(jsonPath("$.price.amount").value("1299.00"))
                .andExpect(jsonPath("$.status").value("ACTIVE"))
                .andExpect(jsonPath("$.version").value(1))
                .andExpect(jsonPath("$.description").doesNotExist())
                .andExpect(jsonPath("$.createdAt").isNotEmpty());
    }

    @Test
    void theActorOfAChangeIsTheSubjectOfTheToken(@Autowired ProductsInMemory store) throws Exception {
        send(delete(path()).header("If-Match", "*")).andExpect(status().isNoContent());

        assertThat(store.log).last().extracting(ProductChange::actor).isEqualTo("ann");
    }

    @Test
    void aSecondProductWithTheSameSkuIsRefused() throws Exception {
        isProblem(create(TELEVISION.replace("TV-1", product.details().sku())), 409, "duplicate-sku");
    }

    @Test
    void aCreationThatIsSentAgainWithItsKeyGetsTheSameAnswerEvenIfTheProductWasDeleted() throws Exception {
        String body = television();
        MockHttpServletResponse first =
                createWithKeys(body, "K-same").andReturn().getResponse();
        assertThat(first.getStatus()).isEqualTo(201);
        String location = first.getHeader("Location");
        send(delete(location).header("If-Match", "*")).andExpect(status().isNoContent());

        createWithKeys(body.replace("\"stock\":12", "\"stock\" : 12 "), "\"K-same\"")
                .andExpect(status().isCreated())
                .andExpect(header().string("Location", location))
                .andExpect(header().string("ETag", "\"1\""))
                .andExpect(content().string(first.getContentAsString()));

        isProblem(createWithKeys(television(), "K-same"), 422, "idempotency-key-reused");
    }

    @Test
    void everyVisibleAsciiTextIsAKeyWithOrWithoutQuotes() throws Exception {
        String longest = "k".repeat(255);
        for (String same : List.of("a\\\"~!,=", longest)) {
            String body = television();
            createWithKeys(body, same).andExpect(status().isCreated());
            String quoted = "\"" + same.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
            createWithKeys(body, quoted).andExpect(status().isCreated());
        }
    }

    static Stream<String> unreadableKeys() {
        return Stream.of(
                "", " ", "\"\"", "a b", "\"a b\"", "é", "k".repeat(256), "\"open", "\"a\"b\"", "\"a\\b\"", "\"a\";b");
    }

    @ParameterizedTest
    @MethodSource("unreadableKeys")
    void anInvalidKeyIsMalformed(String key) throws Exception {
        isProblem(
                createWithKeys(television(), key)
                        .andExpect(jsonPath("$.detail").value(containsString("Idempotency-Key"))),
                400,
                "malformed-request");
    }

    @Test
    void twoKeysAreMalformed() throws Exception {
        isProblem(createWithKeys(television(), "A", "A"), 400, "malformed-request");
    }

    @Test
    void otherMethodsIgnoreAKey() throws Exception {
        send(put(path() + "/stock")
                        .header("Idempotency-Key", "not a key")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"stock\":5}"))
                .andExpect(status().isOk());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "null",
                "[]",
                "{\"sku\":\"A\"} x",
                "{\"sku\":\"A\",\"sku\":\"B\"}",
                "{\"sku\":5}",
                "{\"sku\":true}",
                "{\"stock\":\"12\"}",
                "{\"stock\":1.5}",
                "{\"stock\":99999999999999999999}",
                "{\"price\":1299}",
                "{\"price\":{\"amount\":1299.00}}",
                "{\"categories\":\"tv\"}",
                "{\"colour\":\"red\"}",
                "{\"images\":[{\"src\":\"x\"}]}"
            })
    void aBodyThatIsNotAProductDocumentIsMalformed(String body) throws Exception {
        isProblem(create(body), 400, "malformed-request");
    }

    @Test
    void anUnknownFieldIsNamed() throws Exception {
        create("{\"images\":[{\"src\":\"x\"}]}")
                .andExpect(jsonPath("$.errors[0].pointer").value("/images/0/src"));
    }

    @Test
    void everyBrokenRuleIsNamedByItsField() throws Exception {
        isProblem(
                create("{\"price\":{\"amount\":\"1\",\"currency\":\"EUR\"},\"status\":\"NEW\",\"version\":3}")
                        .andExpect(jsonPath("$.errors[*].pointer")
                                .value(containsInAnyOrder("/version", "/sku", "/name", "/price/amount", "/status"))),
                422,
                "validation-failed");
        create(TELEVISION.replace("\"stock\":12", "\"stock\":-1"))
                .andExpect(status().is(422))
                .andExpect(jsonPath("$.errors[0].pointer").value("/stock"));
    }

    @Test
    void aReadReturnsTheVersionAsEntityTagAndSupportsIfNoneMatch() throws Exception {
        send(get(path())).andExpect(status().isOk()).andExpect(header().string("ETag", "\"1\""));
        send(get(path()).header("If-None-Match", "\"1\""))
                .andExpect(status().isNotModified())
                .andExpect(content().string(""));
        send(get(path()).header("If-None-Match", "\"2\"")).andExpect(status().isOk());
    }

    @Test
    void aProductIsFoundByItsSku() throws Exception {
        send(get("/products").param("sku", product.details().sku()))
                .andExpect(jsonPath("$.items[0].id").value(product.id().toString()));
        send(get("/products").param("sku", "nobody-has-this"))
                .andExpect(jsonPath("$.items").isEmpty());
        isProblem(send(get("/products")), 400, "malformed-request");
    }

    @Test
    void aProductThatWasReadCanBeEditedAndSentBack() throws Exception {
        String read = send(get(path())).andReturn().getResponse().getContentAsString();

        send(put(path())
                        .header("If-Match", "\"1\"")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content(read.replace("OLED television", "QLED television")))
                .andExpect(status().isOk())
                .andExpect(header().string("ETag", "\"2\""))
                .andExpect(jsonPath("$.name").value("QLED television"));
        send(put(path())
                        .header("If-Match", "\"2\"")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content(read))
                .andExpect(status().is(422))
                .andExpect(jsonPath("$.errors[0].pointer").value("/version"));
    }

    @Test
    void anOmittedStatusOrStockIsRefusedInAReplacement() throws Exception {
        send(put(path())
                        .header("If-Match", "\"1\"")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content(
                                "{\"sku\":\"X-1\",\"name\":\"X\",\"price\":{\"amount\":\"1.00\",\"currency\":\"EUR\"}}"))
                .andExpect(status().is(422))
                .andExpect(jsonPath("$.errors[*].pointer").value(contains("/stock", "/status")));
    }

    @Test
    void aPatchChangesTheFieldsItNamesAndRemovesTheFieldsItSetsToNull() throws Exception {
        send(patch(path())
                        .header("If-Match", "\"1\"")
                        .contentType(MERGE_PATCH)
                        .content("{\"brand\":null,\"attributes\":{\"colour\":null,\"year\":\"2026\"},\"stock\":5}"))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.brand").doesNotExist())
                .andExpect(jsonPath("$.attributes.colour").doesNotExist())
                .andExpect(jsonPath("$.attributes.year").value("2026"))
                .andExpect(jsonPath("$.attributes.screen").value("55 in"))
                .andExpect(jsonPath("$.stock").value(5))
                .andExpect(jsonPath("$.version").value(2));
        isProblem(
                send(patch(path())
                        .header("If-Match", "\"2\"")
                        .contentType(MERGE_PATCH)
                        .content("{\"name\":null}")),
                422,
                "validation-failed");
        for (String unreadable : new String[] {"{\"colour\":\"red\"}", "[]", "\"x\"", "{\"stock\":\"1\"}"}) {
            isProblem(
                    send(patch(path())
                            .header("If-Match", "\"2\"")
                            .contentType(MERGE_PATCH)
                            .content(unreadable)),
                    400,
                    "malformed-request");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "price  | {\"amount\":\"999.00\",\"currency\":\"EUR\"} | $.price.amount | 999.00",
                "stock  | {\"stock\":0}                               | $.stock        | 0",
                "status | {\"status\":\"DISCONTINUED\"}               | $.status       | DISCONTINUED"
            })
    void aPartCanBeChangedAlone(String part, String body, String field, String value) throws Exception {
        send(put(path() + "/" + part).contentType(MediaType.APPLICATION_JSON).content(body))
                .andExpect(status().isOk())
                .andExpect(header().string("ETag", "\"2\""))
                .andExpect(jsonPath(field).value(hasToString(value)));
        send(put(path() + "/" + part).contentType(MediaType.APPLICATION_JSON).content(body))
                .andExpect(status().isOk())
                .andExpect(header().string("ETag", "\"2\""));
        isProblem(
                send(put(path() + "/" + part)
                        .header("If-Match", "\"1\"")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content(body)),
                412,
                "stale-version");
        isProblem(
                send(put(path() + "/" + part)
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{}")),
                422,
                "validation-failed");
    }

    @Test
    void whatWasReadCanBeSentBackInAnEqualForm() throws Exception {
        String read = send(get(path())).andReturn().getResponse().getContentAsString();
        String created = JsonPath.read(read, "$.createdAt");
        assertThat(created).matches("[0-9T:-]{19}\\.[0-9]{6}Z");
        String sameTime = OffsetDateTime.parse(created)
                .withOffsetSameInstant(ZoneOffset.ofHours(5))
                .toString();
        String same = read.replace(
                        product.id().toString(), product.id().toString().toUpperCase(Locale.ROOT))
                .replace("\"createdAt\":\"" + created, "\"createdAt\":\"" + sameTime);

        send(put(path())
                        .header("If-Match", "\"1\"")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content(same))
                .andExpect(status().isOk())
                .andExpect(header().string("ETag", "\"1\""));
        isProblem(
                send(put(path())
                        .header("If-Match", "\"1\"")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content(read.replace(created, "2001-01-01T00:00:00.000000Z"))),
                422,
                "validation-failed");
    }

    @Test
    void aProductDoesNotGrowBeyondWhatCanBeSentBack() throws Exception {
        String attributes = IntStream.range(0, 30)
                .mapToObj(i -> "\"a%d\":\"%s\"".formatted(i, "x".repeat(500)))
                .collect(Collectors.joining(",", "{\"attributes\":{", "}}"));
        String description = "{\"description\":\"%s\"}".formatted("d".repeat(9_000));

        send(patch(path()).header("If-Match", "*").contentType(MERGE_PATCH).content(attributes))
                .andExpect(status().isOk());
        isProblem(
                send(patch(path())
                                .header("If-Match", "*")
                                .contentType(MERGE_PATCH)
                                .content(description))
                        .andExpect(jsonPath("$.errors[0].detail").value("must be at most 20000 bytes as JSON")),
                422,
                "validation-failed");
    }

    @Test
    void atMost50ViolationsAreAnsweredWithTheNumberOfTheOthers() throws Exception {
        String attributes = IntStream.range(0, 80)
                .mapToObj(i -> "\"%dth\":\"x\"".formatted(i))
                .collect(Collectors.joining(",", "\"attributes\":{", "}"));

        isProblem(
                create(TELEVISION.replace("\"attributes\":{\"screen\":\"55 in\"}", attributes))
                        .andExpect(jsonPath("$.errors.length()").value(50))
                        .andExpect(jsonPath("$.moreErrors").value(30)),
                422,
                "validation-failed");
    }

    @ParameterizedTest
    @MethodSource("hugeTrees")
    void jsonWithTooManyValuesOrLevelsIsRefused(String json) throws Exception {
        isProblem(create(json), 400, "malformed-request");
        isProblem(
                send(patch(path())
                                .header("If-Match", "*")
                                .contentType(MERGE_PATCH)
                                .content(json))
                        .andExpect(jsonPath("$.detail").value("The JSON has too many values or levels.")),
                400,
                "malformed-request");
    }

    static Stream<String> hugeTrees() {
        return Stream.of(
                "{\"categories\":[" + "\"\",".repeat(5_000) + "\"\"]}",
                "{\"images\":" + "[".repeat(100) + "]".repeat(100) + "}");
    }

    @Test
    void aCompressedBodyIsRefusedWithTheEncodingsThatAreAccepted() throws Exception {
        isProblem(
                send(post("/products")
                                .contentType(MediaType.APPLICATION_JSON)
                                .header("Content-Encoding", "gzip")
                                .content(new byte[] {0x1f, (byte) 0x8b, 8}))
                        .andExpect(header().string("Accept-Encoding", "identity")),
                415,
                "unsupported-media-type");
        send(post("/products")
                        .contentType(MediaType.APPLICATION_JSON)
                        .header("Content-Encoding", "identity")
                        .content(television()))
                .andExpect(status().isCreated());
    }

    @ParameterizedTest
    @CsvSource({"utf-8,201", "UTF-8,201", "iso-8859-1,415", "windows-1252,415", "utf-16,415", "unknown,415"})
    void aBodyInAnotherCharsetIsRefused(String charset, int status) throws Exception {
        send(post("/products")
                        .header("Content-Type", "application/json;charset=" + charset)
                        .content(television().getBytes(StandardCharsets.UTF_8)))
                .andExpect(status().is(status));
    }

    @ParameterizedTest
    @ValueSource(strings = {"c1a1", "eda0bdedb880", "e08080", "f5808080", "ff", "c3"})
    void aBodyThatIsNotUtf8IsRefused(String bytes) throws Exception {
        byte[] json = television().replace("OLED", "@@").getBytes(StandardCharsets.ISO_8859_1);
        String body = HexFormat.of().formatHex(json).replace("4040", bytes);

        isProblem(
                send(post("/products")
                                .contentType(MediaType.APPLICATION_JSON)
                                .content(HexFormat.of().parseHex(body)))
                        .andExpect(jsonPath("$.detail").value("The body is not valid UTF-8.")),
                400,
                "malformed-request");
    }

    /** RFC 9110, section 13, for a product of version 1: the method, its conditions, and the status. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                // method | If-Match | If-None-Match | status
                "GET    | -           | -              | 200",
                "GET    | \"1\"         | -              | 200",
                "GET    | *           | -              | 200",
                "GET    | \"1\",        | -              | 200",
                "GET    | \"2\"         | -              | 412",
                "GET    | W/\"1\"       | -              | 412",
                "GET    | -           | \"1\"            | 304",
                "GET    | -           | W/\"1\"          | 304",
                "GET    | -           | *              | 304",
                "GET    | -           | \"2\"            | 200",
                "GET    | -           | ,\"2\",,\"1\"      | 304",
                "GET    | \"1\"         | \"1\"            | 304",
                "GET    | \"2\"         | \"1\"            | 412",
                "GET    | 1           | -              | 400",
                "GET    | -           | 1              | 400",
                "HEAD   | -           | *              | 304",
                "HEAD   | \"2\"         | -              | 412",
                "POST   | -           | *              | 201",
                "POST   | *           | -              | 412",
                "POST   | 1           | -              | 400",
                "PUT    | -           | -              | 428",
                "PUT    | \"1\"         | -              | 200",
                "PUT    | *           | -              | 200",
                "PUT    | \"1-5f2a90c1\" | -             | 200",
                "PUT    | \"2\"         | -              | 412",
                "PUT    | W/\"1\"       | -              | 412",
                "PUT    | -           | *              | 412",
                "PUT    | -           | \"1\"            | 412",
                "PUT    | -           | W/\"1\"          | 412",
                "PUT    | -           | \"2\"            | 428",
                "PUT    | \"1\"         | *              | 412",
                "PUT    | \"1\"         | \"2\"            | 200",
                "PUT    | \"1\",,       | -              | 200",
                "PUT    | 1           | -              | 400",
                "PUT    | \"1\"         | 1              | 400",
                "PATCH  | -           | -              | 428",
                "PATCH  | \"1\"         | -              | 200",
                "PATCH  | \"2\"         | -              | 412",
                "PATCH  | \"1\"         | *              | 412",
                "PATCH  | \"1\"         | W/\"1\"          | 412",
                "PATCH  | -           | *              | 412",
                "DELETE | -           | -              | 428",
                "DELETE | \"1\"         | -              | 204",
                "DELETE | \"2\"         | -              | 412",
                "DELETE | \"1\"         | \"1\"            | 412",
                "DELETE | -           | *              | 412",
                "STOCK  | -           | -              | 200",
                "STOCK  | \"1\"         | -              | 200",
                "STOCK  | \"2\"         | -              | 412",
                "STOCK  | -           | \"1\"            | 412",
                "STOCK  | -           | *              | 412",
                "STOCK  | -           | \"2\"            | 200",
                "STOCK  | -           | 1              | 400"
            })
    void preconditionsHoldForEveryMethod(String method, String ifMatch, String ifNoneMatch, int status)
            throws Exception {
        MockHttpServletRequestBuilder request = switch (method) {
            case "POST" ->
                post("/products")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content(TELEVISION.replace("TV-1", "P-" + UUID.randomUUID()));
            case "PUT" ->
                put(path())
                        .contentType(MediaType.APPLICATION_JSON)
                        .content(TELEVISION
                                .replace("}]", "}],\"status\":\"ACTIVE\"")
                                .replace("TV-1", "P-" + UUID.randomUUID()));
            case "PATCH" -> patch(path()).contentType(MERGE_PATCH).content("{\"stock\":1}");
            case "STOCK" ->
                put(path() + "/stock").contentType(MediaType.APPLICATION_JSON).content("{\"stock\":1}");
            default -> request(HttpMethod.valueOf(method), path());
        };
        if (ifMatch != null) {
            request.header("If-Match", ifMatch);
        }
        if (ifNoneMatch != null) {
            request.header("If-None-Match", ifNoneMatch);
        }

        send(request).andExpect(status().is(status));
    }

    static Stream<Arguments> conditionalRequests() {
        return Stream.of(
                Arguments.of(HttpMethod.PUT, MediaType.APPLICATION_JSON, TELEVISION),
                Arguments.of(HttpMethod.PATCH, MERGE_PATCH, "{\"stock\":1}"),
                Arguments.of(HttpMethod.DELETE, MediaType.APPLICATION_JSON, ""));
    }

    @ParameterizedTest
    @MethodSource("conditionalRequests")
    void aChangeOfTheWholeProductNeedsTheVersionItIsBasedOn(HttpMethod method, MediaType type, String body)
            throws Exception {
        MockHttpServletRequestBuilder bare =
                request(method, path()).contentType(type).content(body);
        isProblem(send(bare), 428, "precondition-required");
        isProblem(
                send(request(method, path()).contentType(type).content(body).header("If-Match", "\"7\""))
                        .andExpect(header().string("ETag", "\"1\"")),
                412,
                "stale-version");
        isProblem(
                send(request(method, path()).contentType(type).content(body).header("If-Match", "7")),
                400,
                "malformed-request");
        isProblem(
                send(request(method, "/products/" + UUID.randomUUID())
                        .contentType(type)
                        .content(body)
                        .header("If-Match", "*")),
                404,
                "not-found");
    }

    @Test
    void everyRequestNeedsATokenWithItsScope() throws Exception {
        isProblem(mvc.perform(get(path())).andExpect(header().exists("WWW-Authenticate")), 401, "unauthorized");
        isProblem(mvc.perform(post("/products").content(TELEVISION)), 401, "unauthorized");
        isProblem(mvc.perform(get(path()).with(jwt())), 403, "forbidden");
        isProblem(
                mvc.perform(post("/products")
                        .with(jwt())
                        .contentType(MediaType.APPLICATION_JSON)
                        .content(TELEVISION)),
                403,
                "forbidden");
        isProblem(mvc.perform(delete(path()).with(jwt()).header("If-Match", "*")), 403, "forbidden");
    }

    @Test
    void requestsThatTheServiceCannotServeAreRefusedWithTheRightProblem() throws Exception {
        isProblem(send(get("/products/not-a-uuid")), 400, "malformed-request");
        isProblem(send(get("/products/1-2-3-4-5")), 400, "malformed-request");
        isProblem(send(get("/products/" + UUID.randomUUID())), 404, "not-found");
        isProblem(send(get("/elsewhere")), 404, "not-found");
        isProblem(
                send(put("/products")).andExpect(header().string("Allow", containsString("POST"))),
                405,
                "method-not-allowed");
        isProblem(send(get(path()).accept(MediaType.TEXT_HTML)), 406, "not-acceptable");
        isProblem(
                send(post("/products").content("x").contentType(MediaType.TEXT_PLAIN)), 415, "unsupported-media-type");
        isProblem(
                send(patch(path()).content("{}").contentType(MediaType.APPLICATION_JSON))
                        .andExpect(header().string("Accept-Patch", MERGE_PATCH.toString())),
                415,
                "unsupported-media-type");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/xml",
                "zzz",
                "application/json;q=abc",
                "*/*;q=0",
                "application/json;q=0",
                "application/json;q=0, */*",
                "application/*;q=0.0, */*;q=0.5"
            })
    void aRequestThatDoesNotAcceptJsonChangesNothing(String accept) throws Exception {
        isProblem(
                send(put(path() + "/stock")
                        .header("Accept", accept)
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"stock\":77}")),
                406,
                "not-acceptable");
        assertThat(products.find(product.id())).hasValue(product);
    }

    /** JSON has no charsets, so a parameter of that name changes nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"utf-16", "utf-32", "iso-8859-1"})
    void anAnswerIsUtf8WhateverCharsetIsAccepted(String charset) throws Exception {
        String accept = "application/json;charset=" + charset;
        for (MockHttpServletRequestBuilder request : List.of(
                get(path()),
                get("/products").param("sku", product.details().sku()),
                post("/products").contentType(MediaType.APPLICATION_JSON).content(television()),
                put(path() + "/stock").contentType(MediaType.APPLICATION_JSON).content("{\"stock\":77}"))) {
            MockHttpServletResponse response =
                    send(request.header("Accept", accept)).andReturn().getResponse();
            assertThat(response.getStatus()).isIn(200, 201);
            assertThat(response.getContentType()).isEqualTo("application/json");
            assertThat(new String(response.getContentAsByteArray(), StandardCharsets.UTF_8))
                    .contains("\"sku\":\"");
        }
    }

    @Test
    void aBodyAboveTheLimitIsRefused() throws Exception {
        isProblem(create("{\"name\":\"" + "n".repeat(20_000) + "\"}"), 413, "payload-too-large");
    }
}
