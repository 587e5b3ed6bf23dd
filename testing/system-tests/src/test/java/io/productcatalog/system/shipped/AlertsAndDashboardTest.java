package io.productcatalog.system.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import io.productcatalog.system.RequiredTool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Alerts are the same in all their forms, link to an existing section of the manual, and fire exactly when they should.
 */
class AlertsAndDashboardTest {

    private static final String MANUAL = "docs/operations.md";
    private static final String DATA_SOURCE = "k8s/observability/grafana/provisioning/datasources/prometheus.yaml";
    private static final String RESOURCE = "k8s/observability/prometheus-rule.yaml";
    private static final String UNIT_TESTS = "k8s/observability/prometheus/rules.test.yaml";

    @TempDir
    Path directory;

    @Test
    void theOperatorsResourceHasTheSameRules() {
        assertThat(Alerts.differences(Project.text(Queries.RULES), Project.text(RESOURCE)))
                .isEmpty();
        assertThat(Alerts.differences(
                        Project.broken(Project.text(Queries.RULES), "> 60", "> 61"), Project.text(RESOURCE)))
                .isNotEmpty();
    }

    @Test
    void everyAlertHasASeverityAndLinksToTheManual() {
        assertThat(Alerts.problems(Project.text(Queries.RULES), Project.text(MANUAL)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "runbook_url: docs/operations.md#catalogrelaybehind, runbook_url: docs/operations.md#elsewhere, does not exist",
        "runbook_url: docs/operations.md, runbook_url: docs/manual.md, does not exist",
        "summary:, title:, has no summary",
        "severity: page, severity: high, has no known severity",
    })
    void anAlertWithoutThemIsFound(String good, String bad, String problemText) {
        assertThat(Alerts.problems(Project.broken(Project.text(Queries.RULES), good, bad), Project.text(MANUAL)))
                .anyMatch(problem -> problem.contains(problemText));
    }

    @Test
    void aChangedHeadingOfTheManualIsFound() {
        assertThat(Alerts.problems(
                        Project.text(Queries.RULES),
                        Project.broken(Project.text(MANUAL), "#### CatalogDeadLetters", "#### CatalogOthers")))
                .isNotEmpty();
    }

    @Test
    void theManualListsEveryAlert() {
        assertThat(Alerts.undocumented(Project.text(Queries.RULES), Project.text(MANUAL)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "for: 2m, for: 3m",
        "> 60, > 61",
        "alert: CatalogCacheInvalidationLost, alert: CatalogCacheInvalidationLoss",
        "severity: page, severity: ticket"
    })
    void aDifferenceBetweenARuleAndTheManualIsFound(String good, String bad) {
        assertThat(Alerts.undocumented(Project.broken(Project.text(Queries.RULES), good, bad), Project.text(MANUAL)))
                .isNotEmpty();
    }

    @Test
    void theDashboardReadsTheDataSourceThatIsProvisioned() {
        String dashboard = Project.text(Queries.DASHBOARD);
        String provisioning = Project.text(DATA_SOURCE);

        assertThat(Documents.single(dashboard).findValues("datasource")).isNotEmpty();
        assertThat(unknownDataSources(dashboard, provisioning)).isEmpty();
        assertThat(unknownDataSources(
                        Project.broken(dashboard, "\"uid\": \"prometheus\"", "\"uid\": \"mimir\""), provisioning))
                .containsExactly("mimir");
        assertThat(unknownDataSources(dashboard, Project.broken(provisioning, "uid: prometheus", "uid: mimir")))
                .isNotEmpty();
    }

    /** Returns the data sources of the dashboard other than the provisioned one. */
    private static List<String> unknownDataSources(String dashboard, String provisioning) {
        String provisioned =
                Documents.single(provisioning).at("/datasources/0/uid").asText();
        return Documents.single(dashboard).findValues("datasource").stream()
                .map(source -> source.path("uid").asText())
                .filter(uid -> !uid.equals(provisioned))
                .toList();
    }

    @Test
    void everyAlertFiresWhenItShouldAndOnlyThen() {
        Command.Result result = promtool("test", Project.text(Queries.RULES));

        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    /** The unit tests find rules that never fire. {@link QueriesMeetRealMetricsIT} finds rules that always fire. */
    @Test
    void aBrokenRuleIsFound() {
        String rules = Project.text(Queries.RULES);

        assertThat(Queries.ofRules(rules)
                        .map(right -> Project.broken(rules, "expr: " + right, "expr: vector(1) < 0"))
                        .toList()
                        .parallelStream()
                        .filter(broken -> promtool("test", broken).exitCode() == 0))
                .isEmpty();
        assertThat(promtool("test", Project.broken(rules, "> 60", "> -1")).exitCode())
                .isNotZero();
    }

    @Test
    void promtoolAcceptsTheSyntax() {
        Command.Result right = promtool("check", Project.text(Queries.RULES));
        assertThat(right.exitCode()).as(right.output()).isZero();

        assertThat(promtool("check", Project.broken(Project.text(Queries.RULES), "max(", "max(("))
                        .exitCode())
                .isNotZero();
    }

    /** Runs promtool on a copy of the rules, with their unit tests beside it. */
    private Command.Result promtool(String what, String rules) {
        RequiredTool.PROMTOOL.require();
        try {
            Path copies = Files.createTempDirectory(directory, "rules");
            Path copy = Files.writeString(copies.resolve("rules.yaml"), rules);
            Path tests = Files.writeString(copies.resolve("rules.test.yaml"), Project.text(UNIT_TESTS));
            Path file = what.equals("test") ? tests : copy;
            return Command.run(List.of("promtool", what, "rules", file.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
