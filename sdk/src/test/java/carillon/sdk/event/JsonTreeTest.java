package carillon.sdk.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JsonTreeTest {

    /** Whoever holds events counts their bytes: with the trees of those that somebody looked into, it would be many times as much. */
    @Test
    void aTreeIsForgottenAndMadeAgain() {
        var json = Json.parse("{\"a\":[1,2,{\"b\":1.50}]}");
        var written = json.tree().toString();
        for (int i = 0; i < 100 && json.parsed() != null; i++) {
            System.gc();
        }
        assertThat(json.parsed()).isNull();
        assertThat(json.tree()).hasToString(written);
        assertThat(json.parsed()).isNotNull();
    }
}
