package io.productcatalog.command.product;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The names of the fields that a change sets or changes, as the event contract spells them. */
final class ChangedFields {

    private record Field(String name, Function<ProductDetails, @Nullable Object> value) {}

    private static final List<Field> FIELDS = List.of(
            new Field("sku", ProductDetails::sku),
            new Field("name", ProductDetails::name),
            new Field("description", ProductDetails::description),
            new Field("brand", ProductDetails::brand),
            new Field("categories", ProductDetails::categories),
            new Field("price", ProductDetails::price),
            new Field("listPrice", ProductDetails::listPrice),
            new Field("attributes", ProductDetails::attributes),
            new Field("images", ProductDetails::images),
            new Field("stock", ProductDetails::stock),
            new Field("status", ProductDetails::status));

    private ChangedFields() {}

    /** The fields in which two states of a product differ. */
    static List<String> between(ProductDetails before, ProductDetails after) {
        return FIELDS.stream()
                .filter(field -> !Objects.equals(
                        field.value().apply(before), field.value().apply(after)))
                .map(Field::name)
                .toList();
    }

    /** The fields that a creation sets. */
    static List<String> ofCreation(ProductDetails details) {
        return FIELDS.stream()
                .filter(field -> field.value().apply(details) != null)
                .map(Field::name)
                .toList();
    }
}
