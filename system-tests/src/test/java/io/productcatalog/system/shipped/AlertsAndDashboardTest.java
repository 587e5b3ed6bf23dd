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

/** Alerts are the same wherever they are written, lead to a place that is there, and stand when they should. */
class AlertsAndDashboardTest {

    private static final String MANUAL = "docs/operations.md";
    private static final String DATA_SOURCE = "k8s/observability/grafana/provisioning/datasources/prometheus.yaml";
    private static final String RESOURCE = "k8s/observability/prometheus-rule.yaml";
    private static final String UNIT_TESTS = "k8s/observability/prometheus/rules.test.yaml";

    @TempDir
    Path directory;

    @Test
    void theOperatorHasTheSameRules() {
        assertThat(Alerts.differences(Project.text(Queries.RULES), Project.text(RESOURCE)))
                .isEmpty();
        assertThat(Alerts.differences(
                        Project.broken(Project.text(Queries.RULES), "> 60", "> 61"), Project.text(RESOURCE)))
                .isNotEmpty();
    }

    @Test
    void everyAlertSaysHowUrgentItIsAndLeadsIntoTheManual() {
        assertThat(Alerts.problems(Project.text(Queries.RULES), Project.text(MANUAL)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "runbook_url: docs/operations.md#31-, runbook_url: docs/operations.md#41-, leads to",
        "runbook_url: docs/operations.md, runbook_url: docs/manual.md, leads to",
        "summary:, title:, says nothing",
        "severity: page, severity: high, how urgent",
    })
    void aBrokenCopyDoesNot(String good, String bad, String said) {
        assertThat(Alerts.problems(Project.broken(Project.text(Queries.RULES), good, bad), Project.text(MANUAL)))
                .anyMatch(problem -> problem.contains(said));
    }

    @Test
    void norDoesAManualWhoseHeadingHasChanged() {
        assertThat(Alerts.problems(
                        Project.text(Queries.RULES),
                        Project.broken(Project.text(MANUAL), "### 3.2 Rec", "### 3.2 Bad rec")))
                .isNotEmpty();
    }

    @Test
    void theManualListsTheAlertsAsTheyAre() {
        assertThat(Alerts.undocumented(Project.text(Queries.RULES), Project.text(MANUAL)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "for: 2m, for: 3m",
        "> 60, > 61",
        "alert: CatalogDeaf, alert: CatalogDead",
        "severity: page, severity: ticket"
    })
    void andNotAsTheyWere(String good, String bad) {
        assertThat(Alerts.undocumented(Project.broken(Project.text(Queries.RULES), good, bad), Project.text(MANUAL)))
                .isNotEmpty();
    }

    @Test
    void theDashboardReadsTheDataSourceThatIsProvisioned() {
        String dashboard = Project.text(Queries.DASHBOARD);
        String provisioning = Project.text(DATA_SOURCE);

        assertThat(Documents.single(dashboard).findValues("datasource")).isNotEmpty();
        assertThat(otherSources(dashboard, provisioning)).isEmpty();
        assertThat(otherSources(
                        Project.broken(dashboard, "\"uid\": \"prometheus\"", "\"uid\": \"mimir\""), provisioning))
                .containsExactly("mimir");
        assertThat(otherSources(dashboard, Project.broken(provisioning, "uid: prometheus", "uid: mimir")))
                .isNotEmpty();
    }

    /** Data sources that the dashboard names and that are not the provisioned one. */
    private static List<String> otherSources(String dashboard, String provisioning) {
        String provisioned =
                Documents.single(provisioning).at("/datasources/0/uid").asText();
        return Documents.single(dashboard).findValues("datasource").stream()
                .map(source -> source.path("uid").asText())
                .filter(uid -> !uid.equals(provisioned))
                .toList();
    }

    @Test
    void everyAlertStandsWhenItShouldAndAtNoOtherTime() {
        Command.Result result = promtool("test", Project.text(Queries.RULES));

        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    /** One that never stands; one that always does is seen on the sound system. */
    @Test
    void aBrokenRuleIsMissed() {
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
    void syntaxIsPrometheus() {
        Command.Result right = promtool("check", Project.text(Queries.RULES));
        assertThat(right.exitCode()).as(right.output()).isZero();

        assertThat(promtool("check", Project.broken(Project.text(Queries.RULES), "max(", "max(("))
                        .exitCode())
                .isNotZero();
    }

    /** Of a copy of the rules, with their unit tests beside it. */
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
