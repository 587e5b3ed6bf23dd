package io.productcatalog.system.shipped;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The PromQL expressions of the rules and the dashboard. */
final class Queries {

    static final String RULES = "k8s/observability/prometheus/rules.yaml";
    static final String DASHBOARD = "k8s/observability/grafana/dashboards/product-catalog.json";

    private Queries() {}

    static Stream<String> all() {
        return Stream.concat(ofRules(Project.text(RULES)), ofDashboard(Project.text(DASHBOARD)));
    }

    static Stream<String> ofRules(String rules) {
        return Documents.single(rules).findValues("expr").stream().map(JsonNode::asText);
    }

    /** Returns the dashboard's queries as Grafana sends them. */
    static Stream<String> ofDashboard(String dashboard) {
        return Documents.single(dashboard).findValues("expr").stream()
                .map(JsonNode::asText)
                .map(query -> query.replace("$__rate_interval", "1m"));
    }

    /** Returns the metrics and labels of a query that the samples do not have. */
    static List<String> problems(String query, List<Sample> samples) {
        List<String> problems = new ArrayList<>();
        Set<String> labels = Selector.of(query).stream()
                .flatMap(selector ->
                        samples.stream().filter(sample -> sample.metric().equals(selector.metric())))
                .flatMap(sample -> sample.labels().keySet().stream())
                .collect(Collectors.toSet());
        for (Selector selector : Selector.of(query)) {
            List<Sample> ofMetric = samples.stream()
                    .filter(sample -> sample.metric().equals(selector.metric()))
                    .toList();
            if (ofMetric.isEmpty()) {
                problems.add("there is no metric " + selector.metric());
            }
            for (Selector.Label label : selector.labels()) {
                if (ofMetric.stream()
                        .noneMatch(sample -> sample.labels().containsKey(label.name())
                                && label.accepts(sample.labels().get(label.name())))) {
                    problems.add(selector.metric() + " has no label " + label);
                }
            }
        }
        for (String label : Selector.grouping(query)) {
            if (!labels.contains(label)) {
                problems.add("there is no label " + label + " to group by");
            }
        }
        return problems;
    }
}
