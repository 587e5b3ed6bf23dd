package io.productcatalog.query.listing;

import io.productcatalog.query.http.Problem;
import io.productcatalog.query.http.RequestChecks;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.server.ServerRequest;

/** The parser of the query parameters of {@code GET /products}. It refuses an invalid parameter and names it. */
class ListingParser {

    private static final int DEFAULT_LIMIT = 20;
    private static final int MAX_IDS = 100;
    private static final int MAX_SKU_LENGTH = 64;
    private static final int MAX_CATEGORY_LENGTH = 200;
    private static final Set<String> PARAMETERS = Set.of("ids", "sku", "category", "limit", "after");
    private static final Pattern CATEGORY = Pattern.compile("[a-z0-9]+(?:-[a-z0-9]+)*(?:/[a-z0-9]+(?:-[a-z0-9]+)*)*");
    private static final Pattern LIMIT = Pattern.compile("[0-9]{1,9}");

    private final int maxLimit;

    ListingParser(int maxLimit) {
        this.maxLimit = maxLimit;
    }

    Listing parse(ServerRequest request) {
        RequestChecks.requireKnownParameters(request, PARAMETERS);
        MultiValueMap<String, String> parameters = request.queryParams();
        for (String single : new String[] {"ids", "sku"}) {
            if (parameters.containsKey(single) && parameters.size() > 1) {
                throw refused("The parameter '" + single + "' cannot be combined with other parameters.");
            }
        }
        String ids = parameters.getFirst("ids");
        String sku = parameters.getFirst("sku");
        if (ids != null) {
            return byIds(ids);
        }
        if (sku != null) {
            return bySku(sku);
        }
        String category = category(parameters.getFirst("category"));
        return new Listing.Newest(
                category, limit(parameters.getFirst("limit")), after(parameters.getFirst("after"), category));
    }

    private static Listing byIds(String text) {
        Set<UUID> ids = new LinkedHashSet<>();
        for (String id : text.split(",", -1)) {
            ids.add(RequestChecks.productId(id));
        }
        if (ids.size() > MAX_IDS) {
            throw refused("The parameter 'ids' takes at most " + MAX_IDS + " ids.");
        }
        return new Listing.ByIds(ids.stream().toList());
    }

    private static Listing bySku(String sku) {
        if (sku.isEmpty() || sku.length() > MAX_SKU_LENGTH || sku.indexOf('\0') >= 0) {
            throw refused("The parameter 'sku' is not a SKU.");
        }
        return new Listing.BySku(sku);
    }

    private static @Nullable String category(@Nullable String text) {
        if (text != null
                && (text.length() > MAX_CATEGORY_LENGTH
                        || !CATEGORY.matcher(text).matches())) {
            throw refused("The parameter 'category' is not a path such as electronics/tv.");
        }
        return text;
    }

    private int limit(@Nullable String text) {
        if (text == null) {
            return Math.min(DEFAULT_LIMIT, maxLimit);
        }
        int limit = LIMIT.matcher(text).matches() ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > maxLimit) {
            throw refused("The parameter 'limit' must be a number from 1 to " + maxLimit + ".");
        }
        return limit;
    }

    private static @Nullable UUID after(@Nullable String text, @Nullable String category) {
        if (text == null) {
            return null;
        }
        try {
            return Cursor.parse(text, Listing.Newest.filter(category)).after();
        } catch (IllegalArgumentException notOurs) {
            throw refused("The parameter 'after' is not a cursor of this listing.");
        }
    }

    private static RuntimeException refused(String detail) {
        return Problem.malformedRequest(detail).exception();
    }
}
