package io.productcatalog.query.http;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.http.HttpMethod;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** The request checks that all resources share. A check that fails throws a {@link ProblemException}. */
public final class RequestChecks {

    private static final Set<HttpMethod> READING_METHODS = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    /** The most specific range decides (RFC 9110). */
    private static final Comparator<MediaType> MOST_SPECIFIC_FIRST =
            Comparator.comparing(MediaType::isWildcardType).thenComparing(MediaType::isWildcardSubtype);

    private RequestChecks() {}

    /** Passes GET and HEAD to the handler. Every other method is refused with 405. */
    public static HandlerFunction<ServerResponse> reading(HandlerFunction<ServerResponse> handler) {
        return request -> READING_METHODS.contains(request.method())
                ? Mono.defer(() -> handler.handle(request))
                : Mono.error(Problem.methodNotAllowed("GET, HEAD").exception());
    }

    /** Refuses a request whose header {@code Accept} excludes JSON. */
    public static void requireJsonAccepted(ServerRequest request) {
        List<MediaType> accepted;
        try {
            accepted = request.headers().accept();
        } catch (InvalidMediaTypeException malformed) {
            throw Problem.malformedRequest("The header 'Accept' is not a list of media types.")
                    .exception();
        }
        boolean jsonAccepted = accepted.isEmpty()
                || accepted.stream()
                        .filter(range -> range.includes(MediaType.APPLICATION_JSON))
                        .min(MOST_SPECIFIC_FIRST)
                        .filter(range -> range.getQualityValue() > 0)
                        .isPresent();
        if (!jsonAccepted) {
            throw Problem.notAcceptable().exception();
        }
    }

    /**
     * Refuses unknown and repeated parameters, and those without a value, by name. If they were ignored, the answer
     * would not match the request.
     */
    public static void requireKnownParameters(ServerRequest request, Set<String> known) {
        for (Map.Entry<String, List<String>> parameter : request.queryParams().entrySet()) {
            String name = parameter.getKey();
            if (!known.contains(name)) {
                throw Problem.malformedRequest("The parameter '" + name + "' is not known.")
                        .exception();
            }
            if (parameter.getValue().size() != 1) {
                throw Problem.malformedRequest("The parameter '" + name + "' is given more than once.")
                        .exception();
            }
            if (parameter.getValue().getFirst() == null) {
                throw Problem.malformedRequest("The parameter '" + name + "' has no value.")
                        .exception();
            }
        }
    }

    /** Parses the canonical text form of a product id, in either case of letters. */
    public static UUID productId(String text) {
        try {
            UUID id = UUID.fromString(text);
            // The JDK also reads shorter groups of digits.
            if (id.toString().equalsIgnoreCase(text)) {
                return id;
            }
        } catch (IllegalArgumentException malformed) {
            throw malformedId();
        }
        throw malformedId();
    }

    private static ProblemException malformedId() {
        return Problem.malformedRequest("A product id is a UUID of 36 characters.")
                .exception();
    }
}
