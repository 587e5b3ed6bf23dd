package io.productcatalog.query.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.RETURNS_DEEP_STUBS;
import static org.mockito.Mockito.RETURNS_SELF;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.r2dbc.core.RowsFetchSpec;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class DocumentTableTest {

    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger cancelled = new AtomicInteger();
    private final DocumentTable table = new DocumentTable(databaseThatNeverAnswers());

    @SuppressWarnings("unchecked") // mocks have no type arguments
    private DatabaseClient databaseThatNeverAnswers() {
        RowsFetchSpec<Object> rows = mock(RowsFetchSpec.class);
        when(rows.all())
                .thenReturn(Flux.never()
                        .doOnSubscribe(_ -> begun.incrementAndGet())
                        .doOnCancel(cancelled::incrementAndGet));
        GenericExecuteSpec statement = mock(GenericExecuteSpec.class, RETURNS_SELF);
        when(statement.map(any(Function.class))).thenReturn(rows);
        DatabaseClient database = mock(DatabaseClient.class, RETURNS_DEEP_STUBS);
        when(database.sql(anyString())).thenReturn(statement);
        return database;
    }

    static Stream<Function<DocumentTable, Mono<?>>> reads() {
        return Stream.of(
                table -> table.byIds(List.of(new UUID(1, 1))),
                table -> table.bySku("A"),
                table -> table.newest(null, null, 1),
                table -> table.newest("c", null, 1));
    }

    @ParameterizedTest
    @MethodSource("reads")
    void aQueryGoesOnWhenItsCallerLeaves(Function<DocumentTable, Mono<?>> read) {
        read.apply(table).subscribe().dispose();

        assertThat(begun).hasValue(1);
        assertThat(cancelled).hasValue(0);
    }
}
