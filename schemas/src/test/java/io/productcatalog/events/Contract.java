package io.productcatalog.events;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;

/**
 * What a released schema still demands of the current one: that each can read what the other wrote (the registry's
 * FULL_TRANSITIVE), and, beyond Avro's rules, that no field, symbol or name that a subscriber may use goes away. Avro
 * allows a field with a default to be dropped; a subscriber who shows that field would only see it go empty.
 */
final class Contract {

    private Contract() {}

    static List<String> violations(Schema released, Schema current) {
        List<String> found = new ArrayList<>();
        kept(released, current, current.getName(), found, new HashSet<>());
        readable("a consumer of the released schema cannot read new events", released, current, found);
        readable("the current schema cannot read events written with the released one", current, released, found);
        return found;
    }

    private static void readable(String meaning, Schema reader, Schema writer, List<String> found) {
        var result = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                .getResult();
        if (result.getCompatibility() != SchemaCompatibilityType.COMPATIBLE) {
            result.getIncompatibilities()
                    .forEach(i -> found.add(meaning + ": " + i.getLocation() + " " + i.getMessage()));
        }
    }

    private static void kept(Schema released, Schema current, String at, List<String> found, Set<String> seen) {
        if (released.getType() != current.getType()) {
            found.add(at + " was " + released.getType() + " and is now " + current.getType());
            return;
        }
        switch (released.getType()) {
            case RECORD -> {
                if (seen.add(released.getFullName())) {
                    for (Schema.Field field : released.getFields()) {
                        String path = at + "." + field.name();
                        Schema.Field now = current.getField(field.name());
                        if (now == null) {
                            found.add(path + " was released and is gone: renamed or dropped");
                        } else {
                            kept(field.schema(), now.schema(), path, found, seen);
                        }
                    }
                    for (Schema.Field field : current.getFields()) {
                        if (released.getField(field.name()) == null && !field.hasDefaultValue()) {
                            found.add(
                                    at + "." + field.name() + " is new and has no default: old events cannot be read");
                        }
                    }
                }
            }
            case ENUM -> {
                for (String symbol : released.getEnumSymbols()) {
                    if (!current.hasEnumSymbol(symbol)) {
                        found.add(at + " lost its symbol " + symbol);
                    }
                }
            }
            case ARRAY -> kept(released.getElementType(), current.getElementType(), at + "[]", found, seen);
            case MAP -> kept(released.getValueType(), current.getValueType(), at + "{}", found, seen);
            case UNION -> {
                for (Schema branch : released.getTypes()) {
                    Integer index = current.getIndexNamed(branch.getFullName());
                    if (index == null) {
                        found.add(at + " no longer allows " + branch.getFullName());
                    } else {
                        kept(branch, current.getTypes().get(index), at, found, seen);
                    }
                }
            }
            default -> {
                if (!nameOf(released).equals(nameOf(current))) {
                    found.add(at + " was " + nameOf(released) + " and is now " + nameOf(current));
                }
            }
        }
    }

    private static String nameOf(Schema schema) {
        return schema.getLogicalType() == null
                ? schema.getType().getName()
                : schema.getLogicalType().getName();
    }

    /** The released schemas, oldest first. */
    static List<Schema> released() {
        try (var files = Files.list(Path.of("released"))) {
            return files.filter(file -> file.toString().endsWith(".avsc"))
                    .sorted()
                    .map(Contract::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Schema parse(Path file) {
        try {
            return new Schema.Parser().parse(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
