package io.productcatalog.query.deadletters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubcommandTest {

    @Test
    void thereAreFourSubcommands() {
        assertThat(Subcommand.parse(List.of("list"))).isEqualTo(new Subcommand.ListAll());
        assertThat(Subcommand.parse(List.of("show", "3-17"))).isEqualTo(new Subcommand.Show(new DeadLetterId(3, 17)));
        assertThat(Subcommand.parse(List.of("replay", "all"))).isEqualTo(new Subcommand.ReplayAll());
        assertThat(Subcommand.parse(List.of("replay", "3-17", "0-0", "3-17")))
                .isEqualTo(new Subcommand.Replay(Set.of(new DeadLetterId(3, 17), new DeadLetterId(0, 0))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "delete",
                "list all",
                "show",
                "show 1-1 1-2",
                "show all",
                "show 1",
                "show -1",
                "show 1-x",
                "show 1-9999999999999999999",
                "replay",
                "replay all 1-1",
                "replay 1-1 all"
            })
    void anythingElseIsRefused(String arguments) {
        List<String> list = arguments.isEmpty() ? List.of() : List.of(arguments.split(" "));
        assertThatIllegalArgumentException().isThrownBy(() -> Subcommand.parse(list));
    }
}
