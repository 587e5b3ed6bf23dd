package io.productcatalog.system.shipped;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** The alerts, which are written down three times: for files, for the operator, and for whoever is on call. */
final class Alerts {

    private static final String MANUAL = "docs/operations.md";

    private Alerts() {}

    /** What the operator's resource has otherwise than the plain file. */
    static List<String> differences(String rules, String resource) {
        JsonNode plain = Documents.single(rules).path("groups");
        JsonNode operators = Documents.single(resource).at("/spec/groups");
        return plain.equals(operators) ? List.of() : List.of("the groups of the two differ");
    }

    /** Alerts without a severity, a summary, or a place in the manual that is there. */
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
                problems.add(name + " leads to '" + runbook + "', which is not there");
            }
            if (rule.at("/annotations/summary").asText().isEmpty()) {
                problems.add(name + " says nothing");
            }
            if (!Set.of("page", "ticket").contains(rule.at("/labels/severity").asText())) {
                problems.add(name + " does not say how urgent it is");
            }
        }
        return problems;
    }

    /** What the manual's table has otherwise than the rules. */
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

    /** As GitHub makes it of a heading. */
    private static String anchor(String heading) {
        return heading.replaceFirst("^#+ ", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\w\\- ]", "")
                .replace(' ', '-');
    }
}
