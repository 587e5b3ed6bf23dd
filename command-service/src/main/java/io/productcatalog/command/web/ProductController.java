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
import java.security.Principal;
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
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;
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

    ProductController(Products products, JsonMapper json) {
        this.products = products;
        this.json = json;
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<?> create(@RequestHeader HttpHeaders headers, @RequestBody ProductJson body, Principal caller) {
        return switch (body.toCreate()) {
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
    @Nullable
    ResponseEntity<?> get(@PathVariable UUID id, WebRequest request) {
        Optional<Product> found = products.find(id);
        if (found.isEmpty()) {
            return ProductResponses.problem(new Refusal.NotFound());
        }
        if (request.checkNotModified(ProductResponses.entityTag(found.get().version()))) {
            return null;
        }
        return ProductResponses.product(found.get());
    }

    @GetMapping
    Items bySku(@RequestParam String sku) {
        return new Items(products.findBySku(sku).stream().map(ProductJson::of).toList());
    }

    @PutMapping(path = "/{id}", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<?> replace(
            @PathVariable UUID id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestBody ProductJson body,
            Principal caller) {
        return conditional(Condition.REQUIRED, ifMatch, edit(id, body::toReplace, caller));
    }

    @PatchMapping(path = "/{id}", consumes = MERGE_PATCH)
    ResponseEntity<?> patch(
            @PathVariable UUID id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestBody ObjectNode patch,
            Principal caller) {
        return conditional(Condition.REQUIRED, ifMatch, edit(id, current -> merged(current, patch), caller));
    }

    @DeleteMapping("/{id}")
    ResponseEntity<?> delete(
            @PathVariable UUID id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            Principal caller) {
        return conditional(Condition.REQUIRED, ifMatch, expected -> products.delete(id, expected, caller.getName()));
    }

    @PutMapping(path = "/{id}/price", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<?> price(
            @PathVariable UUID id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestBody MoneyJson price,
            Principal caller) {
        List<Violation> violations = new ArrayList<>();
        Optional<Money> money = price.read("", violations);
        return updatePart(id, ifMatch, money, violations, ProductDetails::withPrice, caller);
    }

    @PutMapping(path = "/{id}/stock", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<?> stock(
            @PathVariable UUID id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestBody StockJson body,
            Principal caller) {
        List<Violation> violations = new ArrayList<>();
        if (body.stock() == null) {
            violations.add(new Violation("/stock", "is required"));
        }
        return updatePart(
                id, ifMatch, Optional.ofNullable(body.stock()), violations, ProductDetails::withStock, caller);
    }

    @PutMapping(path = "/{id}/status", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<?> status(
            @PathVariable UUID id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestBody StatusJson body,
            Principal caller) {
        List<Violation> violations = new ArrayList<>();
        if (body.status() == null) {
            violations.add(new Violation("/status", "is required"));
        }
        Optional<Status> status = ProductJson.status(body.status(), violations);
        return updatePart(id, ifMatch, status, violations, ProductDetails::withStatus, caller);
    }

    private <T> ResponseEntity<?> updatePart(
            UUID id,
            @Nullable String ifMatch,
            Optional<T> value,
            List<Violation> violations,
            BiFunction<ProductDetails, T, ProductDetails> update,
            Principal caller) {
        if (value.isEmpty()) {
            return ProductResponses.problem(new Refusal.Invalid(violations));
        }
        Edit edit = current -> new Edit.Result.Next(update.apply(current.details(), value.get()));
        return conditional(Condition.OPTIONAL, ifMatch, edit(id, edit, caller));
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

    /**
     * Runs a command on the versions that If-Match names. If the header is optional and absent, every version is
     * accepted.
     */
    private static ResponseEntity<?> conditional(
            Condition condition, @Nullable String ifMatch, Function<LongPredicate, Decision> command) {
        if (ifMatch == null) {
            return condition == Condition.OPTIONAL
                    ? ProductResponses.of(command.apply(anyVersion -> true))
                    : ProductResponses.problem(ProblemType.PRECONDITION_REQUIRED.problem());
        }
        Optional<LongPredicate> expected = IfMatch.parse(ifMatch);
        return expected.isPresent()
                ? ProductResponses.of(command.apply(expected.get()))
                : ProductResponses.problem(
                        ProblemType.MALFORMED_REQUEST.problem("If-Match must be entity tags such as \"3\", or *."));
    }
}
