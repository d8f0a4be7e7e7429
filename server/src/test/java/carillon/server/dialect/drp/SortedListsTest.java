package carillon.server.dialect.drp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SortedListsTest {

    @Test
    @DisplayName("a list sorted by a member that holds numbers and texts is answered: numbers by value, then texts")
    void mixedValues(@TempDir Path data) {
        var values = new ArrayList<String>();
        for (int i = 0; i < 60; i++) {
            values.add(Integer.toString(i * 7 % 60));
            values.add("\"" + i + "a\"");
        }
        Collections.addAll(values, "null", "true", "[1]", "\"\"", "1.5", "\"-3\"");
        Collections.shuffle(values, new Random(5));
        try (var server = DrpServer.start(data)) {
            var rest = server.rest();
            for (int i = 0; i < values.size(); i++) {
                assertThat(rest.post("/tasks", "{\"Name\":\"t" + i + "\",\"N\":" + values.get(i) + "}")
                                .status())
                        .isEqualTo(201);
            }
            var answer = rest.get("/tasks?sort=N");
            assertThat(answer.status()).isEqualTo(200);
            var sorted = answer.json()
                    .valueStream()
                    .map(task -> MemberCondition.text(task.get("N")))
                    .toList();
            assertThat(sorted)
                    .hasSize(values.size())
                    .startsWith("-3", "0", "1", "1.5", "2")
                    .endsWith("true");
        }
    }
}
