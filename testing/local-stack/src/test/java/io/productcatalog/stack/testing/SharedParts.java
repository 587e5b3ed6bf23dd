package io.productcatalog.stack.testing;

/** The holder of the JVM's parts. The class is initialized at their first use. */
final class SharedParts {

    /** {@code processes} (default) or {@code docker}. */
    private static final String PARTS_KIND = System.getProperty("catalog.parts", "processes");

    static final RealParts INSTANCE = switch (PARTS_KIND) {
        case "docker" -> ContainerParts.start();
        case "processes" -> ProcessParts.start();
        default -> throw new IllegalStateException("catalog.parts is '" + PARTS_KIND + "', not processes or docker");
    };

    private SharedParts() {}
}
