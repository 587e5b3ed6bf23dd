package io.productcatalog.system.shipped;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The alerts in their three forms: the rule file, the Prometheus operator's resource, and the table in
 * docs/operations.md.
 */
final class Alerts {

    private static final String MANUAL = "docs/operations.md";

    private Alerts() {}

    /** Returns the differences between the rule file and the operator's resource. */
    static List<String> differences(String rules, String resource) {
        JsonNode plain = Documents.single(rules).path("groups");
        JsonNode operators = Documents.single(resource).at("/spec/groups");
        return plain.equals(operators) ? List.of() : List.of("the groups differ");
    }

    /** Returns the alerts without a severity, without a summary, or without an existing section in the manual. */
    static List<String> problems(String rules, String manual) {
        Set<String> anchors = manual.lines()
                .filter(line -> line.startsWith("#"))
                .map(Alerts::anchor)
                .collect(Collectors.toSet());
        List<String> problems = new ArrayList<>();
        for (JsonNode rule : alerts(rules)) {
            String name = rule.path("alert").asText();
            String runbook = rule.at("/annotations/runbook_url").asText();
            if (!runbook.startsWith(MANUAL + "#") || !anchors.contains(runbook.substring(MANUAL.length() + 1))) {
                problems.add(name + " has the runbook_url '" + runbook + "', which does not exist");
            }
            if (rule.at("/annotations/summary").asText().isEmpty()) {
                problems.add(name + " has no summary");
            }
            if (!Set.of("page", "ticket").contains(rule.at("/labels/severity").asText())) {
                problems.add(name + " has no known severity");
            }
        }
        return problems;
    }

    /** Returns the differences between the rules and the manual's table. */
    static List<String> undocumented(String rules, String manual) {
        List<String> rows =
                manual.lines().filter(line -> line.startsWith("| Catalog")).toList();
        List<String> alerts = alerts(rules).stream().map(Alerts::row).toList();
        List<String> problems = new ArrayList<>();
        alerts.stream()
                .filter(row -> rows.stream().noneMatch(documented -> documented.startsWith(row)))
                .forEach(row -> problems.add("the manual has no row " + row));
        rows.stream()
                .filter(documented -> alerts.stream().noneMatch(documented::startsWith))
                .forEach(documented -> problems.add("there is no such rule: " + documented));
        return problems;
    }

    private static String row(JsonNode rule) {
        return "| %s | `%s` | %s | %s |"
                .formatted(
                        rule.path("alert").asText(),
                        rule.path("expr").asText().replace("|", "\\|"),
                        rule.path("for").asText("at once"),
                        rule.at("/labels/severity").asText());
    }

    private static List<JsonNode> alerts(String rules) {
        return Documents.elements(Documents.single(rules).path("groups"))
                .flatMap(group -> Documents.elements(group.path("rules")))
                .toList();
    }

    /** Returns the anchor that GitHub makes from a heading. */
    private static String anchor(String heading) {
        return heading.replaceFirst("^#+ ", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\w\\- ]", "")
                .replace(' ', '-');
    }
}
