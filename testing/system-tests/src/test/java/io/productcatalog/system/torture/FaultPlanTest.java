package io.productcatalog.system.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FaultPlanTest {

    private static final Map<FaultKind.Target, List<String>> TARGETS = Map.of(
            FaultKind.Target.SERVICE,
                    List.of("command-service-1", "command-service-2", "query-service-1", "query-service-2"),
            FaultKind.Target.PART, List.of("kafka", "postgres", "postgres of the read model", "registry"));

    @Test
    void theRunOfEveryBuildSeesEveryKindOfFault() {
        assertThat(plan()).extracting(Fault::kind).contains(FaultKind.values());
    }

    @Test
    void aSeedGivesTheSamePlanAgain() {
        assertThat(plan()).isEqualTo(plan());
    }

    private static List<Fault> plan() {
        return FaultPlan.of(
                GuaranteesHoldUnderFaultsIT.DEFAULT_SEED, GuaranteesHoldUnderFaultsIT.DEFAULT_LENGTH, TARGETS);
    }
}
