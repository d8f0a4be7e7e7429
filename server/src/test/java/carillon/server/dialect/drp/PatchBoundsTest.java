package carillon.server.dialect.drp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Collections;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A patch of a few bytes cannot make an object, or work, that the server does not bear. */
@Timeout(20)
class PatchBoundsTest {

    @TempDir
    Path directory;

    private DrpServer server;
    private Rest rest;

    @BeforeEach
    void start() {
        server = DrpServer.start(directory);
        rest = server.rest();
        assertThat(rest.post("/profiles", "{\"Name\":\"p\",\"A\":{\"x\":[1,2,3]},\"Params\":{\"a\":{}}}")
                        .status())
                .isEqualTo(201);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** Found before the value is put in: the work that follows from it would be noticed much later. */
    private static final String LARGER = "the patch would make the object larger";

    private static String times(int count, String operation) {
        return "[" + String.join(",", Collections.nCopies(count, operation)) + "]";
    }

    private void refusedAsTooLarge(String path, String patch, String reason) {
        var before = rest.get("/profiles/p").json();
        var answer = rest.patch(path, patch);
        assertThat(answer.status()).as(answer.body()).isEqualTo(413);
        assertThat(answer.body()).contains(reason);
        assertThat(rest.get("/profiles/p").json()).isEqualTo(before);
    }

    /** 1.5 KB that used to double the object forty times, while the server answered nobody. */
    @Test
    @DisplayName("a copy of the whole into itself ends where the object would be too large")
    void copies() {
        refusedAsTooLarge("/profiles/p", doubling("/A", "/A/b"), LARGER);
        refusedAsTooLarge("/profiles/p", doubling("", "/b"), LARGER);
        refusedAsTooLarge("/profiles/p/params", doubling("/a", "/a/b"), LARGER);
        refusedAsTooLarge("/profiles/p", times(40, "{\"op\":\"copy\",\"from\":\"/A/x\",\"path\":\"/A/x/-\"}"), LARGER);
    }

    private static String doubling(String from, String path) {
        return IntStream.range(0, 40)
                .mapToObj(i -> "{\"op\":\"copy\",\"from\":\"" + from + "\",\"path\":\"" + path + i + "\"}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Test
    @DisplayName("what is added and removed again is work all the same")
    void work() {
        var large = "{\"op\":\"add\",\"path\":\"/L\",\"value\":\"" + "x".repeat(300_000) + "\"}";
        var pair = "{\"op\":\"copy\",\"from\":\"/L\",\"path\":\"/M\"},{\"op\":\"remove\",\"path\":\"/M\"}";
        var patch = "[" + large + "," + String.join(",", Collections.nCopies(4_000, pair)) + "]";
        refusedAsTooLarge("/profiles/p", patch, "several parts");
    }

    @Test
    @DisplayName("tests of large values are work")
    void tests() {
        var array = "[" + String.join(",", Collections.nCopies(50_000, "1")) + "]";
        var large = "{\"op\":\"add\",\"path\":\"/L\",\"value\":" + array + "}";
        var test = "{\"op\":\"test\",\"path\":\"/L\",\"value\":" + array + "}";
        refusedAsTooLarge(
                "/profiles/p",
                "[" + large + "," + String.join(",", Collections.nCopies(5, test)) + ","
                        + String.join(",", Collections.nCopies(5_000, "{\"op\":\"add\",\"path\":\"/L/0\",\"value\":1}"))
                        + "]",
                "several parts");
    }

    @Test
    @DisplayName("what grows, shrinks and ends small is applied")
    void ordinary() {
        var large = "{\"op\":\"add\",\"path\":\"/L\",\"value\":\"" + "x".repeat(300_000) + "\"}";
        var answer = rest.patch(
                "/profiles/p",
                "[" + large + ",{\"op\":\"remove\",\"path\":\"/L\"}," + large
                        + ",{\"op\":\"replace\",\"path\":\"/L\",\"value\":1}," + large
                        + ",{\"op\":\"move\",\"from\":\"/L\",\"path\":\"/M\"},{\"op\":\"remove\",\"path\":\"/M\"}]");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        var many = rest.patch("/profiles/p", times(5_000, "{\"op\":\"add\",\"path\":\"/A/x/-\",\"value\":{\"n\":1}}"));
        assertThat(many.status()).as(many.body()).isEqualTo(200);
        assertThat(many.json().at("/A/x").size()).isEqualTo(5_003);
    }
}
