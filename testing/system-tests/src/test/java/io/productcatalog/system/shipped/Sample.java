package io.productcatalog.system.shipped;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A sample of a service's metrics, with the labels that Prometheus adds. */
record Sample(String metric, Map<String, String> labels) {

    private static final Pattern LINE = Pattern.compile("([a-zA-Z_:][\\w:]*)(\\{.*})? \\S+");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_]\\w*)=\"((?:\\\\.|[^\"\\\\])*)\"");

    /** Returns all samples of a page, and {@code up}. */
    static List<Sample> of(String page, String job, String instance) {
        Map<String, String> target = Map.of("job", job, "instance", instance);
        List<Sample> samples = new ArrayList<>(List.of(new Sample("up", target)));
        page.lines().map(LINE::matcher).filter(Matcher::matches).forEach(line -> {
            Map<String, String> labels = new HashMap<>(target);
            LABEL.matcher(Optional.ofNullable(line.group(2)).orElse(""))
                    .results()
                    .forEach(label -> labels.put(label.group(1), label.group(2)));
            samples.add(new Sample(line.group(1), labels));
        });
        return samples;
    }
}
