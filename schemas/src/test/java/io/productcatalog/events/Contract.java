package io.productcatalog.events;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;

/**
 * A check whether the current schema keeps the contract of a released one. Each must be able to read what the other has
 * written (the registry's FULL_TRANSITIVE). Beyond Avro's rules, no field, symbol or name that a subscriber may use may
 * disappear. Avro allows to drop a field with a default, but a subscriber that shows this field would see it empty.
 */
final class Contract {

    private static final String KEEP_THE_TYPE = "Keep its type, and add a new field beside it.";

    private final List<String> breaches = new ArrayList<>();
    private final Set<String> compared = new HashSet<>();

    private Contract() {}

    /** The changes that break users of the released schema: sentences that say where, what is wrong, and what to do. */
    static List<String> breaches(Schema released, Schema current) {
        Contract contract = new Contract();
        contract.compare("The event", released, current);
        if (contract.breaches.isEmpty()) {
            contract.readable("Subscribers with the released schema cannot read new events", released, current);
            contract.readable("Events of the released schema can no longer be read", current, released);
        }
        return contract.breaches;
    }

    private void compare(String at, Schema released, Schema current) {
        if (released.getType() != current.getType()) {
            breach("%s was %s and is now %s. " + KEEP_THE_TYPE, at, name(released), name(current));
            return;
        }
        switch (released.getType()) {
            case UNION -> compareBranches(at, released, current);
            case ARRAY -> compare("An element of " + at, released.getElementType(), current.getElementType());
            case MAP -> compare("A value of " + at, released.getValueType(), current.getValueType());
            default -> {
                if (!name(released).equals(name(current))) {
                    breach("%s was %s and is now %s. " + KEEP_THE_TYPE, at, name(released), name(current));
                } else if (compared.add(name(released))) {
                    switch (released.getType()) {
                        case RECORD -> compareFields(released, current);
                        case ENUM -> compareSymbols(released, current);
                        default -> {}
                    }
                }
            }
        }
    }

    private void compareFields(Schema released, Schema current) {
        for (Schema.Field field : released.getFields()) {
            String at = released.getName() + "." + field.name();
            Schema.Field now = current.getField(field.name());
            if (now == null) {
                breach("%s is missing. Subscribers may use it. Keep it, and add a new field beside it.", at);
            } else {
                compare(at, field.schema(), now.schema());
            }
        }
        for (Schema.Field field : current.getFields()) {
            if (released.getField(field.name()) == null && !field.hasDefaultValue()) {
                breach(
                        "%s.%s is new and has no default, so older events cannot be read. Give it a default.",
                        current.getName(), field.name());
            }
        }
    }

    private void compareSymbols(Schema released, Schema current) {
        for (String symbol : released.getEnumSymbols()) {
            if (!current.hasEnumSymbol(symbol)) {
                breach("%s lost its symbol %s. Keep it, even if it is no longer written.", released.getName(), symbol);
            }
        }
        if (!Objects.equals(released.getEnumDefault(), current.getEnumDefault())) {
            breach(
                    "%s had the default %s and now has %s. Keep it: readers need it for unknown symbols.",
                    released.getName(), released.getEnumDefault(), current.getEnumDefault());
        }
    }

    private void compareBranches(String at, Schema released, Schema current) {
        for (Schema branch : released.getTypes()) {
            Integer index = current.getIndexNamed(branch.getFullName());
            if (index == null) {
                breach("%s can no longer be %s. " + KEEP_THE_TYPE, at, name(branch));
            } else {
                compare(at, branch, current.getTypes().get(index));
            }
        }
        for (Schema branch : current.getTypes()) {
            if (released.getIndexNamed(branch.getFullName()) == null) {
                breach("%s can now be %s, which subscribers cannot read. " + KEEP_THE_TYPE, at, name(branch));
            }
        }
    }

    /** Adds the incompatibilities that Avro finds and the checks above do not. */
    private void readable(String meaning, Schema reader, Schema writer) {
        var result = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                .getResult();
        if (result.getCompatibility() != SchemaCompatibilityType.COMPATIBLE) {
            result.getIncompatibilities().forEach(i -> breach("%s: %s %s.", meaning, i.getLocation(), i.getMessage()));
        }
    }

    private void breach(String sentence, Object... details) {
        breaches.add(sentence.formatted(details));
    }

    private static String name(Schema schema) {
        if (schema.isUnion()) {
            return schema.getTypes().stream().map(Contract::name).collect(Collectors.joining(" or "));
        }
        return schema.getLogicalType() == null
                ? schema.getFullName()
                : schema.getLogicalType().getName();
    }

    static Schema parse(Path file) {
        try {
            return new Schema.Parser().parse(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The files of the released schemas, oldest first. */
    static List<Path> released() {
        try (var files = Files.list(Path.of("released"))) {
            return files.filter(file -> file.toString().endsWith(".avsc"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
