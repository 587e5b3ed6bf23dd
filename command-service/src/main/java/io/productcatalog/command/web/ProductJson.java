package io.productcatalog.command.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.productcatalog.command.product.Edit;
import io.productcatalog.command.product.Image;
import io.productcatalog.command.product.Money;
import io.productcatalog.command.product.Product;
import io.productcatalog.command.product.ProductDetails;
import io.productcatalog.command.product.Status;
import io.productcatalog.command.product.Violation;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A product in the HTTP API. Requests and responses have the same form, so a client can edit what it has read and send
 * it back. A request may omit the fields that the catalog sets (id, version, times). If it contains them, they must
 * have their current values.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ProductJson(
        @Nullable String id,
        @Nullable String sku,
        @Nullable String name,
        @Nullable String description,
        @Nullable String brand,
        @Nullable List<@Nullable String> categories,
        @Nullable MoneyJson price,
        @Nullable MoneyJson listPrice,
        @Nullable Map<String, @Nullable String> attributes,
        @Nullable List<@Nullable ImageJson> images,
        @Nullable Long stock,
        @Nullable String status,
        @Nullable Long version,
        @Nullable String createdAt,
        @Nullable String updatedAt) {

    /** UTC, always with microseconds. */
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ImageJson(@Nullable String url, @Nullable String alt) {}

    static ProductJson of(Product product) {
        ProductDetails details = product.details();
        Money listPrice = details.listPrice();
        return new ProductJson(
                product.id().toString(),
                details.sku(),
                details.name(),
                details.description(),
                details.brand(),
                new ArrayList<>(details.categories()),
                MoneyJson.of(details.price()),
                listPrice == null ? null : MoneyJson.of(listPrice),
                new TreeMap<>(details.attributes()),
                imagesOf(details),
                details.stock(),
                details.status().name(),
                product.version(),
                text(product.createdAt()),
                text(product.updatedAt()));
    }

    private static List<@Nullable ImageJson> imagesOf(ProductDetails details) {
        List<@Nullable ImageJson> images = new ArrayList<>();
        details.images().forEach(image -> images.add(new ImageJson(image.url(), image.alt())));
        return images;
    }

    /** Parses the details of a new product. */
    Edit.Result toCreate() {
        List<Violation> violations = new ArrayList<>();
        requireAbsent("/id", id, violations);
        requireAbsent("/version", version, violations);
        requireAbsent("/createdAt", createdAt, violations);
        requireAbsent("/updatedAt", updatedAt, violations);
        return read(violations);
    }

    /** Parses the new details of an existing product. */
    Edit.Result toReplace(Product current) {
        List<Violation> violations = new ArrayList<>();
        String currentId = current.id().toString();
        requireUnchanged("/id", id, currentId::equalsIgnoreCase, currentId, violations);
        requireUnchanged("/version", version, given -> given == current.version(), current.version(), violations);
        requireUnchanged("/createdAt", createdAt, isTime(current.createdAt()), text(current.createdAt()), violations);
        requireUnchanged("/updatedAt", updatedAt, isTime(current.updatedAt()), text(current.updatedAt()), violations);
        // Their defaults are for a new product. An omitted field must not put this one on sale or empty its stock.
        requirePresent("/stock", stock, violations);
        requirePresent("/status", status, violations);
        return read(violations);
    }

    private Edit.Result read(List<Violation> violations) {
        String givenSku = required("/sku", sku, violations);
        String givenName = required("/name", name, violations);
        Optional<Money> givenPrice = price == null ? Optional.empty() : price.read("/price", violations);
        if (price == null) {
            required("/price", null, violations);
        }
        Optional<Money> givenListPrice =
                listPrice == null ? Optional.empty() : listPrice.read("/listPrice", violations);
        List<String> givenCategories = new ArrayList<>();
        List<@Nullable String> paths = Objects.requireNonNullElse(categories, List.of());
        for (int i = 0; i < paths.size(); i++) {
            givenCategories.add(required("/categories/" + i, paths.get(i), violations));
        }
        TreeMap<String, String> givenAttributes = new TreeMap<>();
        if (attributes != null) {
            attributes.forEach((key, value) -> givenAttributes.put(
                    key, required("/attributes/" + key.replace("~", "~0").replace("/", "~1"), value, violations)));
        }
        Optional<Status> givenStatus = status(status, violations);
        List<Image> givenImages = images(violations);
        if (!violations.isEmpty()) {
            return new Edit.Result.Invalid(violations);
        }
        return new Edit.Result.Next(new ProductDetails(
                givenSku,
                givenName,
                description,
                brand,
                givenCategories,
                givenPrice.orElseThrow(),
                givenListPrice.orElse(null),
                givenAttributes,
                givenImages,
                stock == null ? 0 : stock,
                givenStatus.orElse(Status.ACTIVE)));
    }

    private List<Image> images(List<Violation> violations) {
        List<Image> read = new ArrayList<>();
        List<@Nullable ImageJson> given = Objects.requireNonNullElse(images, List.of());
        for (int i = 0; i < given.size(); i++) {
            ImageJson image = given.get(i);
            String url = required("/images/" + i + "/url", image == null ? null : image.url(), violations);
            read.add(new Image(url, image == null ? null : image.alt()));
        }
        return read;
    }

    /** The status with this name. Empty if there is no name; empty, with a violation, if there is no such status. */
    static Optional<Status> status(@Nullable String name, List<Violation> violations) {
        if (name == null) {
            return Optional.empty();
        }
        for (Status status : Status.values()) {
            if (status.name().equals(name)) {
                return Optional.of(status);
            }
        }
        violations.add(new Violation("/status", "must be DRAFT, ACTIVE or DISCONTINUED"));
        return Optional.empty();
    }

    private static String required(String pointer, @Nullable String value, List<Violation> violations) {
        if (value == null) {
            violations.add(new Violation(pointer, "is required"));
            return "";
        }
        return value;
    }

    private static void requirePresent(String pointer, @Nullable Object value, List<Violation> violations) {
        if (value == null) {
            violations.add(new Violation(pointer, "is required"));
        }
    }

    private static void requireAbsent(String pointer, @Nullable Object value, List<Violation> violations) {
        if (value != null) {
            violations.add(new Violation(pointer, "is given by the catalog"));
        }
    }

    private static <T> void requireUnchanged(
            String pointer, @Nullable T value, Predicate<T> unchanged, Object current, List<Violation> violations) {
        if (value != null && !unchanged.test(value)) {
            violations.add(new Violation(pointer, "is given by the catalog and is " + current));
        }
    }

    /** The one form of all times in the API. */
    private static String text(Instant time) {
        return TIME.format(time);
    }

    /** Whether a text is this time, in any form of RFC 3339. */
    private static Predicate<String> isTime(Instant time) {
        return text -> {
            try {
                return OffsetDateTime.parse(text).toInstant().equals(time);
            } catch (DateTimeParseException e) {
                return false;
            }
        };
    }
}
