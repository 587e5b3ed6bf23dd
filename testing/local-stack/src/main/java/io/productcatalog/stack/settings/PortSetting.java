package io.productcatalog.stack.settings;

/**
 * The setting of a TCP port on 127.0.0.1: the program that listens on it, the variable that sets it, and its default.
 */
public enum PortSetting {
    COMMAND("command-service", "CATALOG_COMMAND_PORT", 8081),
    COMMAND_MANAGEMENT("command-service's management", "CATALOG_COMMAND_MANAGEMENT_PORT", 9081),
    QUERY("query-service", "CATALOG_QUERY_PORT", 8080),
    QUERY_MANAGEMENT("query-service's management", "CATALOG_QUERY_MANAGEMENT_PORT", 9080),
    KAFKA("Kafka", "CATALOG_KAFKA_PORT", 29092),
    KAFKA_CONTROLLER("Kafka's controller", "CATALOG_KAFKA_CONTROLLER_PORT", 29093),
    POSTGRES("PostgreSQL", "CATALOG_POSTGRES_PORT", 25432),
    REGISTRY("the registry", "CATALOG_REGISTRY_PORT", 28081),
    REGISTRY_MANAGEMENT("the registry's management", "CATALOG_REGISTRY_MANAGEMENT_PORT", 29081);

    private final String program;
    private final String variable;
    private final int defaultNumber;

    PortSetting(String program, String variable, int defaultNumber) {
        this.program = program;
        this.variable = variable;
        this.defaultNumber = defaultNumber;
    }

    public String program() {
        return program;
    }

    public String variable() {
        return variable;
    }

    public int defaultNumber() {
        return defaultNumber;
    }
}
