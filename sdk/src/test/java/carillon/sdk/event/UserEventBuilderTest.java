package carillon.sdk.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Items 1 to 14 of the Meshery checklist: model and builder. */
class UserEventBuilderTest {

    private static final UUID ZERO = new UUID(0, 0);
    private static final UUID A = UUID.randomUUID();
    private static final UUID B = UUID.randomUUID();
    private static final UUID C = UUID.randomUUID();

    @Test
    @DisplayName("meshery 1: a new event is unread, has an operation id, and is of now")
    void item1_defaults() {
        var event = Events.newEvent().build();
        assertThat(event.status()).isEqualTo(EventStatus.UNREAD);
        assertThat(event.operationId()).isNotEqualTo(ZERO);
        assertThat(event.operationId().version()).isEqualTo(4);
        assertThat(event.createdAt()).isCloseTo(Instant.now(), within(1, ChronoUnit.SECONDS));
        assertThat(event.updatedAt()).isEqualTo(event.createdAt());
    }

    @Test
    @DisplayName("meshery 2: nothing else is set")
    void item2_empty() {
        var event = Events.newEvent().build();
        assertThat(List.of(event.category(), event.action(), event.description()))
                .containsOnly("");
        assertThat(event.owner()).isNull();
        assertThat(event.severity()).isNull();
        assertThat(event.actedUpon()).isEqualTo(ZERO);
        assertThat(event.systemId()).isEqualTo(ZERO);
    }

    @Test
    @DisplayName("meshery 3: every value comes back unchanged, also as an event of the hub")
    void item3_fullChain() {
        var event = Events.newEvent()
                .actedUpon(A)
                .fromUser(B)
                .fromSystem(C)
                .withCategory("connection")
                .withAction("ping")
                .withSeverity(Severity.WARNING)
                .withDescription("slow")
                .withMetadata(Map.of("ms", 1200))
                .withStatus(EventStatus.READ)
                .build();
        assertThat(event.actedUpon()).isEqualTo(A);
        assertThat(event.owner()).isEqualTo(B);
        assertThat(event.systemId()).isEqualTo(C);
        assertThat(event.category()).isEqualTo("connection");
        assertThat(event.action()).isEqualTo("ping");
        assertThat(event.severity()).isEqualTo(Severity.WARNING);
        assertThat(event.description()).isEqualTo("slow");
        assertThat(event.metadata()).hasToString("{\"ms\":1200}");
        assertThat(event.status()).isEqualTo(EventStatus.READ);
        var published = event.toEvent();
        assertThat(published.id()).isEqualTo(event.id().toString());
        assertThat(published.subject()).isEqualTo(new Subject("connection", "ping", A.toString()));
        assertThat(published.owner()).isEqualTo(B.toString());
        assertThat(published.time()).isEqualTo(event.createdAt());
    }

    @Test
    @DisplayName("meshery 4: order does not matter and the last call wins")
    void item4_order() {
        var event = Events.newEvent()
                .withAction("first")
                .withCategory("c")
                .withAction("last")
                .build();
        assertThat(event.action()).isEqualTo("last");
        assertThat(event.category()).isEqualTo("c");
    }

    @Test
    @DisplayName("meshery 5: metadata is replaced, not merged")
    void item5_metadata() {
        var builder = Events.newEvent().withMetadata(Map.of("a", 1)).withMetadata(Map.of("b", 2));
        assertThat(builder.build().metadata()).hasToString("{\"b\":2}");
        assertThat(builder.withMetadata(null).build().metadata()).isEqualTo(Json.EMPTY_OBJECT);
    }

    @Test
    @DisplayName("meshery 6: events of one builder share operation and time, not the id")
    void item6_twoBuilds() {
        var builder = Events.newEvent();
        var first = builder.build();
        var second = builder.build();
        assertThat(second.operationId()).isEqualTo(first.operationId());
        assertThat(second.createdAt()).isEqualTo(first.createdAt());
        assertThat(second.id()).isNotEqualTo(first.id());
    }

    @Test
    @DisplayName("meshery 7: what was built does not change any more")
    void item7_snapshots() {
        var builder = Events.newEvent().withAction("before");
        var event = builder.build();
        builder.withAction("after");
        assertThat(event.action()).isEqualTo("before");
    }

    @Test
    @DisplayName("meshery 8: two builders, two operations")
    void item8_operations() {
        assertThat(Events.newEvent().build().operationId())
                .isNotEqualTo(Events.newEvent().build().operationId());
    }

    @Test
    @DisplayName("meshery 9: eight severities, spelled exactly")
    void item9_severities() {
        assertThat(Arrays.stream(Severity.values()).map(Severity::wire))
                .containsExactly(
                        "emergency", "alert", "critical", "error", "warning", "success", "informational", "debug");
        for (var wrong : List.of("info", "Error", "notice", "")) {
            assertThat(Severity.ofWire(wrong)).isEmpty();
        }
    }

    @Test
    @DisplayName("meshery 10: two statuses")
    void item10_statuses() {
        assertThat(Arrays.stream(EventStatus.values()).map(EventStatus::wire))
                .containsExactlyInAnyOrder("read", "unread");
        assertThat(EventStatus.ofWire("read")).contains(EventStatus.READ);
        assertThat(EventStatus.ofWire("Read")).isEmpty();
    }

    @Test
    @DisplayName("meshery 11: fromOwner and fromUser are the same")
    void item11_owner() {
        assertThat(Events.newEvent().fromOwner(A).build().owner()).isEqualTo(A);
        assertThat(Events.newEvent().fromOwner(A).fromUser(B).build().owner()).isEqualTo(B);
        assertThat(Events.newEvent().fromUser(ZERO).build().owner()).isEqualTo(ZERO);
    }

    @Test
    @DisplayName("meshery 12: the two helpers about designs")
    void item12_designs() {
        var download = Events.designDownload(A, "bookinfo", B, C);
        assertThat(download.category()).isEqualTo("pattern");
        assertThat(download.action()).isEqualTo("download");
        assertThat(download.severity()).isEqualTo(Severity.INFORMATIONAL);
        assertThat(download.description()).isEqualTo("Downloaded \"bookinfo\" design");
        var view = Events.designView(A, "bookinfo", B, C);
        assertThat(view.action()).isEqualTo("view");
        assertThat(view.description()).isEqualTo("Accessed \"bookinfo\" pattern.");
    }

    private static UserEventBuilder valid() {
        return Events.newEvent().withCategory("c").withAction("a").withSeverity(Severity.SUCCESS);
    }

    @ParameterizedTest
    @DisplayName("meshery 13: words that are not snake case are refused")
    @ValueSource(
            strings = {
                "SignupRequest",
                "signup-request",
                "signup request",
                "x__y",
                "_x",
                "x_",
                "2fa",
                "",
                "größe",
                "a\n"
            })
    void item13_rejected(String word) {
        assertThatThrownBy(() -> valid().withCategory(word).buildStrict())
                .isInstanceOfSatisfying(InvalidEventException.class, refused -> {
                    assertThat(refused.code()).isEqualTo("meshery-server-1357");
                    assertThat(refused.violations()).singleElement().asString().contains("category");
                });
        assertThatThrownBy(() -> valid().withAction(word).buildStrict()).isInstanceOf(InvalidEventException.class);
    }

    @ParameterizedTest
    @DisplayName("meshery 13: snake case is accepted")
    @ValueSource(strings = {"signup_request", "k8s_context", "connection", "add_to_organization", "v2"})
    void item13_accepted(String word) {
        assertThat(valid().withCategory(word).buildStrict().category()).isEqualTo(word);
    }

    @Test
    @DisplayName("meshery 14: an error has to say what went wrong")
    void item14_errors() {
        var builder = valid().withSeverity(Severity.ERROR);
        assertThatThrownBy(builder::buildStrict).isInstanceOf(InvalidEventException.class);
        assertThatThrownBy(() -> builder.withMetadata(Map.of("other", 1)).buildStrict())
                .isInstanceOf(InvalidEventException.class);
        for (var key : List.of("err", "error")) {
            assertThat(builder.withMetadata(Map.of(key, "it broke"))
                            .buildStrict()
                            .severity())
                    .isEqualTo(Severity.ERROR);
        }
    }

    @Test
    @DisplayName("meshery 14: a MeshKit error has PascalCase members")
    void item14_errorDetail() {
        var error = ErrorDetail.of("carillon-1", ErrorDetail.Level.ALERT, "what", "detail", "cause", "remedy");
        var event = valid().withSeverity(Severity.ERROR)
                .withMetadata(error.metadata())
                .buildStrict();
        assertThat(event.metadata())
                .hasToString("{\"error\":{\"Code\":\"carillon-1\",\"Severity\":2,\"ShortDescription\":[\"what\"],"
                        + "\"LongDescription\":[\"detail\"],\"ProbableCause\":[\"cause\"],"
                        + "\"SuggestedRemediation\":[\"remedy\"]}}");
    }
}
