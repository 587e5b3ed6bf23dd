package io.productcatalog.events;

import org.apache.avro.util.ClassSecurityValidator;

/** Lets Avro make the classes of this contract. Avro makes no class by a name from a schema unless it is trusted. */
public final class AvroTrust {

    private AvroTrust() {}

    /** Adds this package to what Avro trusts in this JVM. To be called before the first event is written or read. */
    public static void trust() {
        String contract = AvroTrust.class.getPackageName();
        ClassSecurityValidator.setGlobal(
                ClassSecurityValidator.composite(ClassSecurityValidator.getGlobal(), type -> type.getPackageName()
                        .equals(contract)));
    }
}
