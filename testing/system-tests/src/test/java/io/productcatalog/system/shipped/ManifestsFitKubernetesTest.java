package io.productcatalog.system.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A cluster with its operators accepts every manifest without a warning. */
class ManifestsFitKubernetesTest {

    @ParameterizedTest
    @EnumSource
    void everyFieldIsKnownAndHasItsTypeAndNoneIsMissing(Manifests manifests) {
        assertThat(KubernetesModel.problems(manifests.text())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " -> ", quoteCharacter = '~', textBlock = """
            periodSeconds: 2 -> periodSecond: 2 -> periodSecond
            maxSurge: 1 -> maxSurged: 1 -> maxSurged
            terminationGracePeriodSeconds: 75 -> terminationGracePeriodSeconds: '75' -> Deployment
            minReadySeconds: 10 -> minReadySeconds: ten -> Deployment
            readOnlyRootFilesystem: true -> readOnlyRootFilesystem: 'true' -> Deployment
            value: "1" -> value: 1 -> StatefulSet kafka
            mountPath: /tmp -> mount: /tmp -> mount
            restartPolicy: Never -> restartPolicies: Never -> restartPolicies
            topologyKey: kubernetes.io/hostname -> nodeAffinityPolicy: Honor -> topologyKey
            maxReplicas: 4 -> # -> maxReplicas
            jobLabel: app -> jobLabels: app -> jobLabels
            endpoints: -> endpoint: -> endpoints
            alert: CatalogRelayBehind -> alerts: CatalogRelayBehind -> alerts
            expr: sum(catalog_relay_active) > 1 -> # -> expr
            partitions: 12 -> partition: 12 -> partition
            partitions: 12 -> partitions: twelve -> KafkaTopic
            type: scram-sha-512 -> tipe: scram-sha-512 -> authentication
            instances: 3 -> instance: 3 -> instance
            instances: 3 -> instances: three -> integer
            size: 60Gi -> siz: 60Gi -> size
            max_connections: "120" -> max_connections: 120 -> max_connections
            schedule: 0 0 3 * * * -> schedule: 0 3 * * * -> schedule
            kind: PodDisruptionBudget -> kind: PodDisruptionBudgets -> there is no model
            """)
    void aBrokenCopyIsRefused(String good, String bad, String problemText) {
        assertThat(KubernetesModel.problems(Project.broken(Manifests.FILES.text(), good, bad)))
                .anyMatch(problem -> problem.contains(problemText));
    }

    @ParameterizedTest
    @EnumSource
    void everyPodIsRestrictedAndBounded(Manifests manifests) {
        assertThat(manifests.documents().workloads())
                .isNotEmpty()
                .allSatisfy(workload -> assertThat(PodSecurity.problems(workload))
                        .as(Documents.label(workload))
                        .isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "runAsNonRoot: true, runAsNonRoot: false",
        "type: RuntimeDefault, type: Unconfined",
        "'automountServiceAccountToken: false\n      # Kub', 'automountServiceAccountToken: true\n      # Kub'",
        "enableServiceLinks: false, enableServiceLinks: true",
        "allowPrivilegeEscalation: false, allowPrivilegeEscalation: true",
        "readOnlyRootFilesystem: true, readOnlyRootFilesystem: false",
        "- ALL, - SYS_ADMIN",
        "'memory: 448Mi\n          startup', 'memories: 448Mi\n          startup'",
    })
    void aPodThatIsNotRestrictedIsFound(String good, String bad) {
        assertThat(Documents.of(Project.broken(Manifests.FILES.text(), good, bad))
                        .workloads())
                .anySatisfy(
                        workload -> assertThat(PodSecurity.problems(workload)).isNotEmpty());
    }
}
