package io.productcatalog.stack.parts;

/** What the roles of a server log in with. */
@FunctionalInterface
public interface RolePasswords {

    /** The role's password, the same at every call. */
    String of(String role);

    /** Whether a role that exists may still have another one. */
    default boolean isNew(String role) {
        return false;
    }
}
