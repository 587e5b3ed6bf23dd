package io.productcatalog.command.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PostgresUrlTest {

    static List<Arguments> urls() {
        return List.of(
                Arguments.of("postgresql://db/catalog", "jdbc:postgresql://db/catalog"),
                Arguments.of("postgresql://db:5433/catalog?", "jdbc:postgresql://db:5433/catalog"),
                Arguments.of(
                        "postgresql://a:5432,b:5433/catalog?target_session_attrs=read-write",
                        "jdbc:postgresql://a:5432,b:5433/catalog?targetServerType=primary"),
                Arguments.of("postgresql://[::1]:5432/catalog", "jdbc:postgresql://[::1]:5432/catalog"),
                Arguments.of(
                        "postgresql://db/catalog?sslmode=verify-full&sslrootcert=/ca.pem&sslcert=/c%20d.pem&sslkey=/k.pk8",
                        "jdbc:postgresql://db/catalog?sslcert=%2Fc+d.pem&sslkey=%2Fk.pk8&sslmode=verify-full&sslrootcert=%2Fca.pem"));
    }

    @ParameterizedTest
    @MethodSource("urls")
    void hostsAndOptionsArePassedOn(String url, String jdbcUrl) {
        assertThat(PostgresUrl.parse(url).jdbcUrl()).isEqualTo(jdbcUrl);
    }
}
