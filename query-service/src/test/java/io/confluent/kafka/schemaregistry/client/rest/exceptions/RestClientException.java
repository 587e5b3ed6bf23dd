package io.confluent.kafka.schemaregistry.client.rest.exceptions;

/** Stands in for the exception of Confluent's client, which Maven Central does not have. */
public class RestClientException extends Exception {

    private final int status;

    public RestClientException(String message, int status, int errorCode) {
        super(message + "; error code: " + errorCode);
        this.status = status;
    }

    public int getStatus() {
        return status;
    }
}
