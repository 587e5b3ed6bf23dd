package io.productcatalog.query.projection;

import java.util.Map;
import java.util.OptionalInt;

/**
 * The HTTP status with which the schema registry refused a request, as the clients of Apicurio and Confluent tell it.
 * Their exceptions go by name, since only the serializer that the service is configured for is there when it runs.
 */
final class RegistryRefusal {

    private static final Map<String, String> STATUS_BY_EXCEPTION = Map.of(
            "com.microsoft.kiota.ApiException", "getResponseStatusCode",
            "io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException", "getStatus");

    private RegistryRefusal() {}

    /** Empty when the failure is no answer of a registry. */
    static OptionalInt status(Throwable failure) {
        for (Class<?> type = failure.getClass(); type != Throwable.class; type = type.getSuperclass()) {
            String status = STATUS_BY_EXCEPTION.get(type.getName());
            if (status != null) {
                try {
                    return OptionalInt.of((int) type.getMethod(status).invoke(failure));
                } catch (ReflectiveOperationException e) {
                    throw new LinkageError(type + " does not tell the registry's answer", e);
                }
            }
        }
        return OptionalInt.empty();
    }
}
