package io.productcatalog.command.product;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules that every product satisfies. The numbers are limits of the public contract. */
public final class ProductRules {

    static final int MAX_NAME = 200;
    static final int MAX_DESCRIPTION = 10_000;
    static final int MAX_BRAND = 100;
    static final int MAX_CATEGORIES = 20;
    static final int MAX_CATEGORY = 200;
    static final int MAX_CATEGORY_LEVELS = 8;
    static final int MAX_ATTRIBUTES = 100;
    static final int MAX_ATTRIBUTE_VALUE = 500;
    static final int MAX_IMAGES = 20;
    static final int MAX_URL = 2_000;
    static final int MAX_ALT = 300;
    static final long MAX_STOCK = 1_000_000_000;

    private static final Pattern SKU = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern CATEGORY = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)*+");
    private static final Pattern ATTRIBUTE = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,62}");

    /**
     * A host with an optional port (<a href="https://www.rfc-editor.org/rfc/rfc3986#section-3.2">RFC 3986</a>). Unlike
     * {@link URI#getHost}, it accepts an underscore, which names of DNS may have.
     */
    private static final Pattern SERVER = Pattern.compile(
            "(?:[^@]*@)?(?:[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]+)*+\\.?|\\[[0-9A-Fa-f:.]+])(?::([0-9]{1,5})?)?");

    private static final int MAX_PORT = 65_535;

    private final List<Violation> violations = new ArrayList<>();

    private ProductRules() {}

    /** The rules that the details of a new product break, in the order of the fields. Empty if they may be accepted. */
    public static List<Violation> violations(ProductDetails details) {
        return violations(details, null);
    }

    /**
     * The rules that new details break.
     *
     * @param previous the currency of the price until now, which may be historic; null for a new product
     */
    static List<Violation> violations(ProductDetails details, @Nullable Currency previous) {
        ProductRules rules = new ProductRules();
        rules.check(details, previous);
        return List.copyOf(rules.violations);
    }

    /** Whether a product may have this stock keeping unit. */
    static boolean isSku(String text) {
        return SKU.matcher(text).matches();
    }

    private void check(ProductDetails details, @Nullable Currency previous) {
        require(
                isSku(details.sku()),
                "/sku",
                "must be 1 to 64 letters, digits, '.', '_' or '-', and start with a letter or digit");
        text("/name", details.name(), MAX_NAME, false);
        require(details.name().codePoints().anyMatch(ProductRules::isVisible), "/name", "must not be blank");
        text("/description", details.description(), MAX_DESCRIPTION, true);
        text("/brand", details.brand(), MAX_BRAND, false);
        categories(details.categories());
        Currency currency = details.price().currency();
        require(!currency.historic() || currency.equals(previous), "/price/currency", "is no longer in use");
        Money listPrice = details.listPrice();
        require(
                listPrice == null || listPrice.currency().equals(currency),
                "/listPrice/currency",
                "must be the currency of the price");
        attributes(details);
        images(details.images());
        require(details.stock() >= 0 && details.stock() <= MAX_STOCK, "/stock", "must be between 0 and " + MAX_STOCK);
    }

    private void categories(List<String> categories) {
        if (!isAtMost(MAX_CATEGORIES, categories.size(), "/categories")) {
            return;
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < categories.size(); i++) {
            String category = categories.get(i);
            String pointer = "/categories/" + i;
            boolean path = category.length() <= MAX_CATEGORY
                    && CATEGORY.matcher(category).matches();
            require(
                    path && category.split("/").length <= MAX_CATEGORY_LEVELS,
                    pointer,
                    "must be a path such as electronics/tv: lower-case letters, digits and '-', at most "
                            + MAX_CATEGORY_LEVELS + " levels and " + MAX_CATEGORY + " characters");
            require(seen.add(category), pointer, "is there twice");
        }
    }

    private void attributes(ProductDetails details) {
        if (!isAtMost(MAX_ATTRIBUTES, details.attributes().size(), "/attributes")) {
            return;
        }
        details.attributes().forEach((name, value) -> {
            String pointer = "/attributes/" + name.replace("~", "~0").replace("/", "~1");
            require(
                    ATTRIBUTE.matcher(name).matches(),
                    pointer,
                    "the name must be 1 to 63 letters, digits, '_', '.' or '-', and start with a letter");
            text(pointer, value, MAX_ATTRIBUTE_VALUE, false);
        });
    }

    private void images(List<Image> images) {
        if (!isAtMost(MAX_IMAGES, images.size(), "/images")) {
            return;
        }
        for (int i = 0; i < images.size(); i++) {
            Image image = images.get(i);
            require(
                    isWebUrl(image.url()),
                    "/images/" + i + "/url",
                    "must be an absolute http or https address of at most " + MAX_URL + " characters");
            text("/images/" + i + "/url", image.url(), MAX_URL, false);
            text("/images/" + i + "/alt", image.alt(), MAX_ALT, false);
        }
    }

    private static boolean isWebUrl(String text) {
        if (text.length() > MAX_URL) {
            return false;
        }
        try {
            URI uri = new URI(text);
            return ("https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme()))
                    && uri.getRawAuthority() != null
                    && isServer(uri.getRawAuthority());
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean isServer(String authority) {
        Matcher server = SERVER.matcher(authority);
        return server.matches() && (server.group(1) == null || Integer.parseInt(server.group(1)) <= MAX_PORT);
    }

    private void text(String pointer, @Nullable String text, int maxCharacters, boolean multiline) {
        if (text == null) {
            return;
        }
        require(
                text.codePointCount(0, text.length()) <= maxCharacters,
                pointer,
                "must be at most " + maxCharacters + " characters");
        require(
                text.codePoints().allMatch(c -> isPrintable(c) || (multiline && (c == '\n' || c == '\r' || c == '\t'))),
                pointer,
                "must not hold control characters");
    }

    private static boolean isVisible(int codePoint) {
        return !Character.isWhitespace(codePoint)
                && !Character.isSpaceChar(codePoint)
                && Character.getType(codePoint) != Character.FORMAT;
    }

    /**
     * Neither a control character (PostgreSQL cannot store NUL) nor half of a surrogate pair (it cannot be encoded).
     */
    private static boolean isPrintable(int codePoint) {
        return !Character.isISOControl(codePoint) && Character.getType(codePoint) != Character.SURROGATE;
    }

    /** Checks a size first: the elements of a list that is too long are not checked, so their violations need no memory. */
    private boolean isAtMost(int max, int size, String pointer) {
        require(size <= max, pointer, "must be at most " + max);
        return size <= max;
    }

    private void require(boolean satisfied, String pointer, String detail) {
        if (!satisfied) {
            violations.add(new Violation(pointer, detail));
        }
    }
}
