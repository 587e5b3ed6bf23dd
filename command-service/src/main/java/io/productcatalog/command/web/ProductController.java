package io.productcatalog.command.web;

import io.productcatalog.command.http.MalformedBody;
import io.productcatalog.command.http.ProblemType;
import io.productcatalog.command.product.Decision;
import io.productcatalog.command.product.Edit;
import io.productcatalog.command.product.IdempotencyKey;
import io.productcatalog.command.product.Money;
import io.productcatalog.command.product.Product;
import io.productcatalog.command.product.ProductDetails;
import io.productcatalog.command.product.Products;
import io.productcatalog.command.product.Refusal;
import io.productcatalog.command.product.Status;
import io.productcatalog.command.product.Violation;
import io.productcatalog.command.settings.HttpSettings;
import java.security.Principal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.WebDataBinder;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.InitBinder;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The resource {@code /products} of the command service. */
@RestController
@RequestMapping(path = "/products", produces = MediaType.APPLICATION_JSON_VALUE)
class ProductController {

    private static final String MERGE_PATCH = "application/merge-patch+json";

    private enum Condition {
        REQUIRED,
        OPTIONAL
    }

    record Items(List<ProductJson> items) {}

    record StockJson(@Nullable Long stock) {}

    record StatusJson(@Nullable String status) {}

    private final Products products;
    private final JsonMapper json;
    private final int maxBytes;

    ProductController(Products products, JsonMapper json, HttpSettings settings) {
        this.products = products;
        this.json = json;
        this.maxBytes = settings.maxBodyBytes();
    }

    @InitBinder
    void productIds(WebDataBinder binder) {
        binder.registerCustomEditor(UUID.class, new ProductIdEditor());
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<?> create(@RequestHeader HttpHeaders headers, @RequestBody ProductJson body, Principal caller) {
        if (Preconditions.of(headers).ifMatch() != null) {
            return ProductResponses.problem(
                    ProblemType.STALE_VERSION.problem("A new product has no version that If-Match could name."));
        }
        return switch (bounded(body.toCreate())) {
            case Edit.Result.Invalid(var violations) -> ProductResponses.problem(new Refusal.Invalid(violations));
            case Edit.Result.Next(var details) ->
                create(details, headers.getOrEmpty(IdempotencyKeyHeader.NAME), caller.getName());
        };
    }

    private ResponseEntity<?> create(ProductDetails details, List<String> keys, String actor) {
        if (keys.isEmpty()) {
            return ProductResponses.of(products.create(details, actor));
        }
        return IdempotencyKeyHeader.parse(keys)
                .<ResponseEntity<?>>map(
                        key -> ProductResponses.of(products.createOnce(details, new IdempotencyKey(actor, key))))
                .orElseGet(() -> ProductResponses.problem(ProblemType.MALFORMED_REQUEST.problem(
                        "Idempotency-Key must be there once, with 1 to 255 visible ASCII characters.")));
    }

    @GetMapping("/{id}")
    ResponseEntity<?> get(@PathVariable UUID id, @RequestHeader HttpHeaders headers) {
        Optional<Product> found = products.find(id);
        if (found.isEmpty()) {
            return ProductResponses.problem(new Refusal.NotFound());
        }
        Preconditions preconditions = Preconditions.of(headers);
        long version = found.get().version();
        if (!preconditions.isMatched(version)) {
            return ProductResponses.problem(new Refusal.StaleVersion(version));
        }
        return preconditions.isNotModified(version)
                ? ProductResponses.notModified(version)
                : ProductResponses.product(found.get());
    }

    @GetMapping
    ResponseEntity<Items> bySku(@RequestParam String sku) {
        return ProductResponses.json(ResponseEntity.ok())
                .body(new Items(
                        products.findBySku(sku).stream().map(ProductJson::of).toList()));
    }

    @PutMapping(path = "/{id}", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<?> replace(
            @PathVariable UUID id,
            @RequestHeader HttpHeaders headers,
            @RequestBody ProductJson body,
            Principal caller) {
        return conditional(
                Condition.REQUIRED, id, headers, edit(id, current -> bounded(body.toReplace(current)), caller));
    }

    @PatchMapping(path = "/{id}", consumes = MERGE_PATCH)
    ResponseEntity<?> patch(
            @PathVariable UUID id,
            @RequestHeader HttpHeaders headers,
            @RequestBody ObjectNode patch,
            Principal caller) {
        return conditional(
                Condition.REQUIRED, id, headers, edit(id, current -> bounded(merged(current, patch)), caller));
    }

    @DeleteMapping("/{id}")
    ResponseEntity<?> delete(@PathVariable UUID id, @RequestHeader HttpHeaders headers, Principal caller) {
        return conditional(
                Condition.REQUIRED, id, headers, expected -> products.delete(id, expected, caller.getName()));
    }

    @PutMapping(path = "/{id}/price", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<?> price(
            @PathVariable UUID id, @RequestHeader HttpHeaders headers, @RequestBody MoneyJson price, Principal caller) {
        List<Violation> violations = new ArrayList<>();
        Optional<Money> money = price.read("", violations);
        return updatePart(id, headers, money, violations, ProductDetails::withPrice, caller);
    }

    @PutMapping(path = "/{id}/stock", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<?> stock(
            @PathVariable UUID id, @RequestHeader HttpHeaders headers, @RequestBody StockJson body, Principal caller) {
        List<Violation> violations = new ArrayList<>();
        if (body.stock() == null) {
            violations.add(new Violation("/stock", "is required"));
        }
        return updatePart(
                id, headers, Optional.ofNullable(body.stock()), violations, ProductDetails::withStock, caller);
    }

    @PutMapping(path = "/{id}/status", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<?> status(
            @PathVariable UUID id, @RequestHeader HttpHeaders headers, @RequestBody StatusJson body, Principal caller) {
        List<Violation> violations = new ArrayList<>();
        if (body.status() == null) {
            violations.add(new Violation("/status", "is required"));
        }
        Optional<Status> status = ProductJson.status(body.status(), violations);
        return updatePart(id, headers, status, violations, ProductDetails::withStatus, caller);
    }

    private <T> ResponseEntity<?> updatePart(
            UUID id,
            HttpHeaders headers,
            Optional<T> value,
            List<Violation> violations,
            BiFunction<ProductDetails, T, ProductDetails> update,
            Principal caller) {
        if (value.isEmpty()) {
            return ProductResponses.problem(new Refusal.Invalid(violations));
        }
        Edit edit = current -> new Edit.Result.Next(update.apply(current.details(), value.get()));
        return conditional(Condition.OPTIONAL, id, headers, edit(id, edit, caller));
    }

    private Function<LongPredicate, Decision> edit(UUID id, Edit edit, Principal caller) {
        return expected -> products.edit(id, expected, edit, caller.getName());
    }

    private Edit.Result merged(Product current, ObjectNode patch) {
        JsonNode before = json.valueToTree(ProductJson.of(current));
        try {
            return json.treeToValue(MergePatch.apply(before, patch), ProductJson.class)
                    .toReplace(current);
        } catch (JacksonException e) {
            throw new MalformedBody(e);
        }
    }

    /** Refuses a product whose JSON is larger than a request body may be: nobody could send it back. */
    private Edit.Result bounded(Edit.Result result) {
        if (!(result instanceof Edit.Result.Next(var details))) {
            return result;
        }
        Product largest = new Product(new UUID(0, 0), Long.MAX_VALUE, details, Instant.EPOCH, Instant.EPOCH);
        return json.writeValueAsBytes(ProductJson.of(largest)).length <= maxBytes
                ? result
                : new Edit.Result.Invalid(List.of(new Violation("", "must be at most " + maxBytes + " bytes as JSON")));
    }

    /**
     * Runs a command on the versions that the preconditions allow. If If-Match is optional and absent, every version is
     * accepted that If-None-Match does not exclude.
     */
    private ResponseEntity<?> conditional(
            Condition condition, UUID id, HttpHeaders headers, Function<LongPredicate, Decision> command) {
        Preconditions preconditions = Preconditions.of(headers);
        if (condition == Condition.OPTIONAL || preconditions.ifMatch() != null) {
            return ProductResponses.of(command.apply(preconditions::allowChange));
        }
        Optional<Product> excluded = preconditions.ifNoneMatch() == null
                ? Optional.empty()
                : products.find(id).filter(product -> preconditions.isNotModified(product.version()));
        return excluded.map(product -> ProductResponses.problem(new Refusal.StaleVersion(product.version())))
                .orElseGet(() -> ProductResponses.problem(ProblemType.PRECONDITION_REQUIRED.problem()));
    }
}
