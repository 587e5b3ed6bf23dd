package io.productcatalog.query.deadletters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderTest {

    @Test
    void thereAreFour() {
        assertThat(Order.parse(List.of("list"))).isEqualTo(new Order.ListAll());
        assertThat(Order.parse(List.of("show", "3-17"))).isEqualTo(new Order.Show(new Address(3, 17)));
        assertThat(Order.parse(List.of("replay", "all"))).isEqualTo(new Order.ReplayAll());
        assertThat(Order.parse(List.of("replay", "3-17", "0-0", "3-17")))
                .isEqualTo(new Order.Replay(Set.of(new Address(3, 17), new Address(0, 0))));
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
    void everythingElseIsRefused(String arguments) {
        List<String> list = arguments.isEmpty() ? List.of() : List.of(arguments.split(" "));
        assertThatIllegalArgumentException().isThrownBy(() -> Order.parse(list));
    }
}
