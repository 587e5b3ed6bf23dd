package io.productcatalog.stack.demo;

import java.util.List;
import java.util.Map;

/** What the demo shop sells. All brands are invented. */
final class Families {

    private static final List<String> ELECTRONICS = List.of("Nordlicht", "Halvane", "Orrin", "Teravolt", "Miro & Sohn");
    private static final List<String> KITCHEN = List.of("Bergmann Küche", "Casa Lume", "Fjordwerk", "Petit Fournil");
    private static final List<String> HOME = List.of("Lindholt", "Casa Lume", "Oakmere", "Stille Stube");
    private static final List<String> SPORTS = List.of("Kestrel", "Altavia", "Ridgeway", "Montblau");
    private static final List<String> CLOTHES = List.of("Marlow & Finch", "Altavia", "Tessuto Nove", "Harbour Row");
    private static final List<String> TOYS = List.of("Kleine Werkstatt", "Brightowl", "Dandelion", "Zahnrad");

    static final List<Family> ALL = List.of(
            new Family(
                    "TV",
                    "electronics/tv",
                    "Television",
                    ELECTRONICS,
                    List.of("Aurora", "Vista", "Panorama", "Lumen"),
                    249,
                    2999,
                    "screen",
                    Map.of(
                            "screen", List.of("43 in", "50 in", "55 in", "65 in", "77 in"),
                            "panel", List.of("OLED", "QLED", "LCD"),
                            "resolution", List.of("4K", "8K"),
                            "refreshRate", List.of("60 Hz", "120 Hz", "144 Hz")),
                    "A calm picture by day and deep black at night."),
            new Family(
                    "LAP",
                    "electronics/computers/laptops",
                    "Laptop",
                    ELECTRONICS,
                    List.of("Slate", "Orbit", "Meridian", "Quill"),
                    399,
                    2799,
                    "memory",
                    Map.of(
                            "memory", List.of("8 GB", "16 GB", "32 GB", "64 GB"),
                            "storage", List.of("256 GB", "512 GB", "1 TB", "2 TB"),
                            "screen", List.of("13 in", "14 in", "16 in"),
                            "keyboard", List.of("de", "en", "fr")),
                    "Light enough to forget it, with a battery for the whole day."),
            new Family(
                    "HP",
                    "electronics/audio/headphones",
                    "Headphones",
                    ELECTRONICS,
                    List.of("Hush", "Cadence", "Tempo", "Alto"),
                    29,
                    449,
                    "colour",
                    Map.of(
                            "colour", List.of("Black", "Silver", "Sand", "Forest Green"),
                            "fit", List.of("over-ear", "on-ear", "in-ear"),
                            "noiseCancelling", List.of("yes", "no"),
                            "battery", List.of("20 h", "30 h", "45 h")),
                    "Clear voices, full bass, and quiet when you want it."),
            new Family(
                    "PHN",
                    "electronics/phones",
                    "Smartphone",
                    ELECTRONICS,
                    List.of("Nova", "Pico", "Vega", "Lyra"),
                    149,
                    1299,
                    "storage",
                    Map.of(
                            "storage", List.of("64 GB", "128 GB", "256 GB", "512 GB"),
                            "colour", List.of("Graphite", "Ivory", "Sky", "Coral"),
                            "screen", List.of("6.1 in", "6.4 in", "6.7 in")),
                    "Seven years of updates and a camera that sees in the dark."),
            new Family(
                    "COF",
                    "kitchen/coffee/machines",
                    "Coffee Machine",
                    KITCHEN,
                    List.of("Crema", "Barista", "Ristretto", "Mattina"),
                    59,
                    1199,
                    "kind",
                    Map.of(
                            "kind", List.of("Portafilter", "Bean-to-Cup", "Filter", "Capsule"),
                            "colour", List.of("Steel", "Black", "Cream"),
                            "pressure", List.of("9 bar", "15 bar", "19 bar"),
                            "tank", List.of("1.2 l", "1.8 l", "2.5 l")),
                    "From cold to the first cup in under a minute."),
            new Family(
                    "PAN",
                    "kitchen/cookware/pans",
                    "Frying Pan",
                    KITCHEN,
                    List.of("Forge", "Heritage", "Terra", "Profi"),
                    19,
                    189,
                    "diameter",
                    Map.of(
                            "diameter", List.of("20 cm", "24 cm", "28 cm", "32 cm"),
                            "material", List.of("cast iron", "carbon steel", "stainless steel", "aluminium"),
                            "induction", List.of("yes", "no")),
                    "Even heat to the rim, and a handle that stays cool."),
            new Family(
                    "KNF",
                    "kitchen/knives",
                    "Chef's Knife",
                    KITCHEN,
                    List.of("Solo", "Damast", "Atelier"),
                    24,
                    329,
                    "blade",
                    Map.of(
                            "blade", List.of("16 cm", "18 cm", "20 cm", "24 cm"),
                            "handle", List.of("walnut", "olive", "polymer"),
                            "steel", List.of("X50CrMoV15", "VG-10", "AUS-10")),
                    "Ground thin, balanced at the bolster, sharp out of the box."),
            new Family(
                    "SOF",
                    "home/furniture/sofas",
                    "Sofa",
                    HOME,
                    List.of("Weekend", "Skagen", "Nest", "Arden"),
                    399,
                    3499,
                    "seats",
                    Map.of(
                            "seats", List.of("2-Seat", "3-Seat", "Corner"),
                            "cover", List.of("linen", "bouclé", "leather", "corduroy"),
                            "colour", List.of("Oat", "Moss", "Ink", "Rust")),
                    "Deep seats, a firm back, and covers that come off for washing."),
            new Family(
                    "LMP",
                    "home/lighting/lamps",
                    "Floor Lamp",
                    HOME,
                    List.of("Halo", "Reed", "Luna", "Arc"),
                    39,
                    549,
                    "finish",
                    Map.of(
                            "finish", List.of("Brass", "Black", "Oak", "White"),
                            "power", List.of("7 W", "9 W", "12 W"),
                            "colourTemperature", List.of("2700 K", "3000 K", "4000 K"),
                            "dimmable", List.of("yes", "no")),
                    "Warm light where you read and none in your eyes."),
            new Family(
                    "TNT",
                    "sports/outdoor/tents",
                    "Tent",
                    SPORTS,
                    List.of("Bivvy", "Basecamp", "Drift", "Summit"),
                    79,
                    899,
                    "persons",
                    Map.of(
                            "persons", List.of("1-Person", "2-Person", "4-Person"),
                            "weight", List.of("1.3 kg", "2.1 kg", "3.8 kg"),
                            "season", List.of("3 seasons", "4 seasons")),
                    "Pitched in five minutes, dry in a night of rain."),
            new Family(
                    "RUN",
                    "sports/shoes/running",
                    "Running Shoes",
                    SPORTS,
                    List.of("Swift", "Trailhead", "Cadence", "Long Mile"),
                    59,
                    219,
                    "size",
                    Map.of(
                            "size", List.of("38", "40", "41", "42", "43", "44", "46"),
                            "surface", List.of("road", "trail"),
                            "drop", List.of("0 mm", "4 mm", "8 mm"),
                            "colour", List.of("White", "Black", "Signal Orange", "Sea")),
                    "Soft landings, a lively push, and room for the toes."),
            new Family(
                    "JKT",
                    "clothing/jackets",
                    "Rain Jacket",
                    CLOTHES,
                    List.of("Storm", "Drizzle", "Harbour", "Fell"),
                    49,
                    429,
                    "size",
                    Map.of(
                            "size", List.of("XS", "S", "M", "L", "XL"),
                            "colour", List.of("Navy", "Ochre", "Pine", "Stone"),
                            "waterColumn", List.of("10,000 mm", "20,000 mm")),
                    "Taped seams and a hood that turns with your head."),
            new Family(
                    "SHT",
                    "clothing/shirts",
                    "Shirt",
                    CLOTHES,
                    List.of("Oxford", "Poplin", "Weekend", "Riva"),
                    29,
                    149,
                    "size",
                    Map.of(
                            "size", List.of("S", "M", "L", "XL"),
                            "fit", List.of("slim", "regular", "relaxed"),
                            "colour", List.of("White", "Sky", "Stripe", "Charcoal")),
                    "Long-staple cotton that looks better with every wash."),
            new Family(
                    "TOY",
                    "toys/wooden",
                    "Building Blocks",
                    TOYS,
                    List.of("City", "Castle", "Harbour", "Forest"),
                    14,
                    129,
                    "pieces",
                    Map.of(
                            "pieces", List.of("50 Pieces", "100 Pieces", "200 Pieces"),
                            "wood", List.of("beech", "maple", "lime"),
                            "age", List.of("1+", "3+", "6+")),
                    "Sanded by hand, painted with colours that are safe to chew."),
            new Family(
                    "PUZ",
                    "toys/puzzles",
                    "Jigsaw Puzzle",
                    TOYS,
                    List.of("Old Town", "Night Sky", "Botanica", "Atlas"),
                    9,
                    59,
                    "pieces",
                    Map.of(
                            "pieces", List.of("500 Pieces", "1000 Pieces", "2000 Pieces"),
                            "finish", List.of("linen", "matt")),
                    "No two pieces alike, and no dust in the box."));

    private Families() {}
}
