package io.productcatalog.stack.parts;

/** The passwords of the roles of a server. */
@FunctionalInterface
public interface RolePasswords {

    /** The password of a role, the same at every call. */
    String of(String role);

    /** Whether the password is new, so that an existing role may still have another one. */
    default boolean isNew(String role) {
        return false;
    }
}
