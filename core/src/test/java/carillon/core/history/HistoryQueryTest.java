package carillon.core.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import carillon.core.error.RefusedException;
import carillon.core.history.HistoryQuery.Order;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every dialect makes its queries by this constructor. */
class HistoryQueryTest {

    @Test
    void aListOverItsBoundIsRefusedByName() {
        assertThat(query(values(1_000, ""), null).keys()).hasSize(1_000);
        assertThatThrownBy(() -> query(values(1_001, ""), null))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("1000 keys")
                .hasMessageContaining("1001");
    }

    @Test
    void valuesAndTextTogetherAreBoundedInCharacters() {
        assertThatThrownBy(() -> query(values(900, "x".repeat(300)), null))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("262144 characters");
        assertThatThrownBy(() -> query(Set.of(), "x".repeat(262_145)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("262144 characters");
    }

    private static HistoryQuery query(Set<String> keys, @Nullable String text) {
        return new HistoryQuery(
                Viewer.unrestricted("ada", false),
                Set.of(),
                Set.of(),
                keys,
                Set.of(),
                Set.of(),
                Set.of(),
                Set.of(),
                null,
                text,
                null,
                null,
                Order.SEQUENCE,
                true,
                0,
                25,
                HistoryQuery.PAGE_BYTES);
    }

    private static Set<String> values(int count, String before) {
        var values = new HashSet<String>();
        for (int i = 0; i < count; i++) {
            values.add(before + i);
        }
        return values;
    }
}
