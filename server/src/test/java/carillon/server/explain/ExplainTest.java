package carillon.server.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import carillon.core.access.Authorizer.Visibility;
import carillon.core.access.AuthzMode;
import carillon.core.access.Claim;
import carillon.core.access.Principal;
import carillon.core.access.Rights;
import carillon.core.access.Role;
import carillon.core.access.Standing;
import carillon.core.access.User;
import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import carillon.sdk.event.StoredEvent;
import carillon.sdk.filter.FilterTooExpensiveException;
import carillon.sdk.filter.Spec;
import carillon.sdk.filter.SpecParse;
import carillon.server.http.OpenStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ExplainTest {

    private static final StoredEvent EVENT = new StoredEvent(
            7,
            Event.about("machines", "update", "n7")
                    .object(Json.parse("{\"Stage\":\"burn-in\"}"))
                    .build());

    private static Spec spec(String text) {
        return switch (Spec.parse(text)) {
            case SpecParse.Parsed(Spec spec) -> spec;
            case SpecParse.Rejected rejected -> throw new AssertionError(rejected.detail());
        };
    }

    private static JsonNode explained(String spec, Visibility visibility) {
        return new Explainer(EVENT).explain("ada", visibility, spec(spec), List.of());
    }

    private static List<String> outcomes(JsonNode answer) {
        return answer.get("steps")
                .valueStream()
                .map(step ->
                        step.get("step").asString() + " " + step.get("outcome").asString())
                .toList();
    }

    @Test
    void nestedTermsAreEvaluatedOnceEach() {
        var filter = "Stage=Re(\"[a-z]+[0-9]\")";
        for (int level = 0; level < 60; level++) {
            filter = (level % 2 == 0 ? "Or(Stage=Eq(1)," : "Not(") + filter + ")";
        }
        var text = "machines.update.*." + filter;
        var terms = assertTimeoutPreemptively(Duration.ofSeconds(10), () -> explained(text, event -> true))
                .at("/steps/2/terms");
        assertThat(terms).hasSize(91);
        assertThat(terms.get(0).get("result").asBoolean()).isFalse();
        assertThat(terms.get(1).get("result").asBoolean()).isTrue();
    }

    @Test
    void aFilterThatSearchesTooLongIsNotExplained() {
        var large = new StoredEvent(
                8,
                Event.about("machines", "update", "n7")
                        .object(Json.parse("{\"a\":\"" + "a".repeat(20_000) + "\"}"))
                        .build());
        var spec = spec("*.*.*.Or(a=Re(\"(a?){240}[b-c]\"),a=Re(\"(a?){240}[b-d]\"))");
        assertThatThrownBy(() -> new Explainer(large).explain("ada", event -> true, spec, List.of()))
                .isInstanceOf(FilterTooExpensiveException.class);
    }

    @Test
    void theSelectorDecidesFirst() {
        var answer = explained("machines.create.*.Stage=Eq(\"ready\")", event -> true);
        assertThat(answer.get("delivered").asBoolean()).isFalse();
        assertThat(outcomes(answer))
                .containsExactly(
                        "stored pass", "selector fail", "filter skipped", "visibility skipped", "outbox skipped");
        var action = answer.at("/steps/1/fields/1");
        assertThat(action.get("wanted").asString()).isEqualTo("create");
        assertThat(action.get("actual").asString()).isEqualTo("update");
        assertThat(action.get("pass").asBoolean()).isFalse();
    }

    @Test
    void theFilterSaysWhichTermFailedOnWhichValue() {
        var answer = explained("machines.update.*.Stage=Eq(\"ready\")", event -> true);
        assertThat(outcomes(answer)).contains("selector pass", "filter fail");
        assertThat(answer.at("/steps/2/terms/0/saw").asString()).isEqualTo("\"burn-in\"");
        assertThat(answer.get("verdict").asString()).startsWith("Not delivered: `Stage=Eq(");
    }

    /** A value of a megabyte and a thousand terms that look at it would be a gigabyte of text, of which 200 characters each are shown. */
    @Test
    void whatTermsSawCostsWhatIsShown() {
        var event = Event.about("machines", "update", "m1")
                .object(Json.parse("{\"x\":{\"big\":[\"" + "y".repeat(500_000) + "\"," + "1,".repeat(100_000) + "1]}}"))
                .build();
        var terms = spec("machines.update.*.And(" + "x=Exists(),".repeat(499) + "x=Exists())");
        var explainer = new Explainer(new StoredEvent(1, event));
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        var answer = explainer.explain("ada", seen -> true, terms, List.of());
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(100 << 20);
        assertThat(answer.at("/steps/2/terms/1/saw").asString())
                .startsWith("{\"big\":[\"yyy")
                .endsWith("y…")
                .hasSize(200);
    }

    @Test
    void visibilityDecidesLast() {
        var answer = explained("machines.*.*", event -> false);
        assertThat(outcomes(answer)).contains("visibility fail", "outbox skipped");
        assertThat(answer.get("delivered").asBoolean()).isFalse();
    }

    @Test
    void whatBecameOfItOnStreamsThatEndedIsNotKnown() {
        var answer = explained("*.*.*", event -> true);
        assertThat(answer.get("delivered").isNull()).isTrue();
        assertThat(outcomes(answer)).endsWith("visibility pass", "outbox unknown");
    }

    @Test
    void aStreamThatWasOpenAndDroppedNothingDidNotDropIt() {
        var before = EVENT.event().time().minusSeconds(9);
        assertThat(outbox(stream(before, 0)).path("outcome").asString()).isEqualTo("pass");
        assertThat(outbox(stream(before, 0)).path("text").asString()).contains("`drp` at `192.0.2.1:9`");
    }

    @Test
    void aStreamThatDroppedSomeMayHaveDroppedIt() {
        var before = EVENT.event().time().minusSeconds(9);
        var answer = outbox(stream(before, 0), stream(before, 12));
        assertThat(answer.path("outcome").asString()).isEqualTo("unknown");
        assertThat(answer.path("text").asString()).contains("12 events dropped");
    }

    @Test
    void aStreamThatWasOpenedLaterSaysNothing() {
        var answer = outbox(stream(EVENT.event().time().plusSeconds(1), 0));
        assertThat(answer.path("outcome").asString()).isEqualTo("unknown");
    }

    private static JsonNode outbox(OpenStream... open) {
        return new Explainer(EVENT)
                .explain("ada", event -> true, null, List.of(open))
                .path("steps")
                .valueStream()
                .filter(step -> step.path("step").asString().equals("outbox"))
                .findFirst()
                .orElseThrow();
    }

    private static OpenStream stream(Instant since, long dropped) {
        return new OpenStream("192.0.2.1:9", OpenStream.Transport.WEBSOCKET, "drp", "user:ada", since, 0, dropped);
    }

    @Test
    void anUnknownUserSeesNothing() {
        var answer = new Explainer(EVENT).explain("nobody", null, null, List.of());
        assertThat(outcomes(answer)).containsExactly("stored pass", "visibility fail", "outbox skipped");
    }

    @Test
    void theRuleThatDecidedIsNamed() {
        var ada = Standing.loggedIn(
                new User("ada", "", Set.of("keeper"), "", ""),
                List.of(new Role("keeper", List.of(new Claim("machines", "get", "n7")))),
                List.of());
        var nora = Standing.loggedIn(new User("nora", "", Set.of(), "", ""), List.of(), List.of());
        assertThat(visibility(ada, EVENT)).contains("the claim `machines/get/n7` of the role `keeper`");
        assertThat(visibility(nora, EVENT)).startsWith("no claim of `nora` covers `machines.update.n7`");
        // The same that nora is told who asks for herself: a login gives rights on one's own account.
        var custom = new StoredEvent(8, Event.about("racks", "zz", "k").build());
        assertThat(visibility(nora, custom)).contains("`racks`", "visible to every user who is logged in");
    }

    private static String visibility(Principal user, StoredEvent event) {
        return new Explainer(event)
                .explain(user.user(), Rights.of(user, AuthzMode.STRICT), null, List.of())
                .at("/steps/1/text")
                .asString();
    }
}
