package io.confluent.kafka.schemaregistry.client.rest.exceptions;

/** Stands in for the exception of Confluent's client, which Maven Central does not have; where both are there, for all its uses. */
public class RestClientException extends Exception {

    private final int status;
    private final int errorCode;

    public RestClientException(String message, int status, int errorCode) {
        super(message + "; error code: " + errorCode);
        this.status = status;
        this.errorCode = errorCode;
    }

    public int getStatus() {
        return status;
    }

    public int getErrorCode() {
        return errorCode;
    }
}
