package io.productcatalog.stack.demo;

import io.productcatalog.stack.demo.DemoProduct.Image;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The generator of the demo products, which are numbered from 0. Product n depends only on n, not on the number of
 * products.
 */
final class DemoProductGenerator {

    private static final long SEED = 20_251_128L;

    private static final List<Family> FAMILIES = Family.readAll();

    /** One of them is picked at random, so a frequent currency is listed more than once. */
    private static final List<String> CURRENCIES = List.of("EUR", "EUR", "EUR", "EUR", "USD", "GBP", "CHF", "JPY");

    private static final List<String> STATUSES = Stream.concat(
                    Stream.generate(() -> "ACTIVE").limit(18), Stream.of("DRAFT", "DISCONTINUED"))
            .toList();

    private static final BigDecimal YEN_PER_EURO = BigDecimal.valueOf(160);

    private DemoProductGenerator() {}

    static Stream<DemoProduct> first(int count) {
        return IntStream.range(0, count).mapToObj(DemoProductGenerator::product);
    }

    private static DemoProduct product(int number) {
        // Random's first numbers are similar for neighbouring seeds, so the seeds of two products lie far apart.
        Random random = new Random(SEED + number * 0x9E3779B97F4A7C15L);
        Family family = pick(FAMILIES, random);
        String brand = pick(family.brands(), random);
        String series = pick(family.series(), random) + " " + (random.nextInt(9) + 1) + "0" + random.nextInt(10);
        SortedMap<String, String> attributes = new TreeMap<>();
        new TreeMap<>(family.attributes()).forEach((key, values) -> attributes.put(key, pick(values, random)));
        String name = "%s %s %s, %s".formatted(brand, series, family.noun(), attributes.get(family.nameAttribute()));
        String sku = "%s-%05d".formatted(family.code(), number);
        String currency = pick(CURRENCIES, random);
        BigDecimal price = price(family, currency, random);
        boolean reduced = random.nextInt(4) == 0;
        String status = pick(STATUSES, random);
        return new DemoProduct(
                sku,
                name,
                "%s %s %s by %s."
                        .formatted(
                                family.pitch(), "The " + series, family.noun().toLowerCase(Locale.ROOT), brand),
                brand,
                categories(family, reduced),
                price,
                reduced ? Optional.of(listPrice(price, random)) : Optional.empty(),
                currency,
                attributes,
                images(sku, name, random),
                random.nextInt(8) == 0 ? 0 : random.nextInt(500),
                status);
    }

    private static List<String> categories(Family family, boolean reduced) {
        return reduced ? List.of(family.category(), "offers") : List.of(family.category());
    }

    /** A price in the family's range, a low one more often. It ends in .99 or .00 if the currency has cents. */
    private static BigDecimal price(Family family, String currency, Random random) {
        double share = random.nextDouble() * random.nextDouble();
        long whole = family.minEuros() + Math.round((family.maxEuros() - family.minEuros()) * share);
        BigDecimal euros = BigDecimal.valueOf(whole);
        return switch (fractionDigits(currency)) {
            case 0 -> euros.multiply(YEN_PER_EURO).setScale(0, RoundingMode.UNNECESSARY);
            default ->
                random.nextBoolean()
                        ? euros.subtract(new BigDecimal("0.01"))
                        : euros.setScale(fractionDigits(currency), RoundingMode.UNNECESSARY);
        };
    }

    /** A list price that is 10 to 39 % above the price. */
    private static BigDecimal listPrice(BigDecimal price, Random random) {
        BigDecimal factor = BigDecimal.valueOf(110 + random.nextInt(30)).movePointLeft(2);
        return price.multiply(factor).setScale(price.scale(), RoundingMode.HALF_UP);
    }

    private static List<Image> images(String sku, String name, Random random) {
        List<Image> images = new ArrayList<>();
        List<String> views = List.of("front", "side", "detail", "in use");
        for (String view : views.subList(0, random.nextInt(views.size()) + 1)) {
            String file = view.replace(' ', '-');
            images.add(new Image(
                    "https://images.example.com/" + sku.toLowerCase(Locale.ROOT) + "/" + file + ".jpg",
                    name + ", " + view));
        }
        return images;
    }

    private static int fractionDigits(String currency) {
        return Currency.getInstance(currency).getDefaultFractionDigits();
    }

    private static <T> T pick(List<T> choices, Random random) {
        return choices.get(random.nextInt(choices.size()));
    }
}
