package io.productcatalog.events;

import org.apache.avro.util.ClassSecurityValidator;

/**
 * Makes Avro trust the classes of the event contract. By default Avro creates no object of a class that a schema names.
 */
public final class AvroTrust {

    private AvroTrust() {}

    /** Adds this package to those that Avro trusts in this JVM. Call it before the first event is written or read. */
    public static void trust() {
        String contract = AvroTrust.class.getPackageName();
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                ClassSecurityValidator.getGlobal(),
                type -> type.getPackageName().equals(contract)));
    }
}
