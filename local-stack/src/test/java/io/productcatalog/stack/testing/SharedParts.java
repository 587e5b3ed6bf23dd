package io.productcatalog.stack.testing;

/** Holder of the JVM's parts: the class is initialized at their first use. */
final class SharedParts {

    /** {@code processes} (default) or {@code docker}. */
    private static final String KIND = System.getProperty("catalog.parts", "processes");

    static final RealParts INSTANCE =
            switch (KIND) {
                case "docker" -> ContainerParts.start();
                case "processes" -> ProcessParts.start();
                default -> throw new IllegalStateException("catalog.parts is '" + KIND + "', not processes or docker");
            };

    private SharedParts() {}
}
