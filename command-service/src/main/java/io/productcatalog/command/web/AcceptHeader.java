package io.productcatalog.command.web;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.springframework.http.MediaType;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.accept.HeaderContentNegotiationStrategy;
import org.springframework.web.context.request.NativeWebRequest;

/**
 * The media types of the header {@code Accept}, unless it excludes JSON by a quality of 0 (<a
 * href="https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1">RFC 9110</a>), which Spring does not look at.
 */
class AcceptHeader extends HeaderContentNegotiationStrategy {

    private static final Comparator<MediaType> MOST_SPECIFIC_FIRST =
            Comparator.comparing(MediaType::isWildcardType).thenComparing(MediaType::isWildcardSubtype);

    @Override
    public List<MediaType> resolveMediaTypes(NativeWebRequest request) throws HttpMediaTypeNotAcceptableException {
        List<MediaType> accepted = super.resolveMediaTypes(request);
        Optional<MediaType> json = accepted.stream()
                .filter(range -> range.includes(MediaType.APPLICATION_JSON))
                .min(MOST_SPECIFIC_FIRST);
        if (json.isPresent() && json.get().getQualityValue() == 0) {
            throw new HttpMediaTypeNotAcceptableException(List.of(MediaType.APPLICATION_JSON));
        }
        return accepted;
    }
}
