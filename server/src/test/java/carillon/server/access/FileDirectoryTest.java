package carillon.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import carillon.core.access.AuthzMode;
import carillon.core.access.Claim;
import carillon.core.access.Directory.Authentication;
import carillon.core.access.Principal;
import carillon.core.access.Rights;
import carillon.core.access.Role;
import carillon.core.access.Tenant;
import carillon.core.access.TokenRequest;
import carillon.core.access.User;
import carillon.server.file.DamagedFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileDirectoryTest {

    @TempDir
    Path data;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2031-03-04T05:06:07.89Z"));

    private FileDirectory open() {
        return FileDirectory.open(data, new AccessConfig(10, Duration.ofMinutes(1), now::get))
                .directory();
    }

    private static User user(String name, String... roles) {
        return new User(name, "", Set.of(roles), "", "");
    }

    private static TokenRequest request(String user, @Nullable Set<String> roles) {
        return new TokenRequest("user:" + user, user, Duration.ofSeconds(5), roles, List.of());
    }

    private static Principal accepted(Authentication authentication) {
        assertThat(authentication).isInstanceOf(Authentication.Accepted.class);
        return ((Authentication.Accepted) authentication).principal();
    }

    @Test
    void aFreshStartMakesAnAdministratorOnce() {
        var config = new AccessConfig(10, Duration.ofMinutes(1), now::get);
        var first = FileDirectory.open(data, config);
        var password = first.initialPassword().orElseThrow();
        var again = FileDirectory.open(data, config);
        assertThat(again.initialPassword()).isEmpty();
        assertThat(accepted(again.directory().password("admin", password)).superuser())
                .isTrue();
    }

    @Test
    void filesAreForTheOwnerAlone() throws IOException {
        open();
        for (var name : List.of("access.json", "access.key")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(name))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void passwordsAreCheckedAndUnknownUsersLookTheSame() {
        var directory = open();
        directory.put(directory.withPassword(user("ada"), "a:b"));
        assertThat(accepted(directory.password("ada", "a:b")).name()).isEqualTo("user:ada");
        assertThat(accepted(directory.password("ada", "a:b")).name()).isEqualTo("user:ada");
        assertThat(directory.password("ada", "a")).isEqualTo(directory.password("nobody", "a"));
        assertThat(directory.password("ada", "")).isInstanceOf(Authentication.WrongPassword.class);
    }

    @Test
    void aPasswordInUseIsNeverCheckedSlowlyAgain() {
        var directory = open();
        directory.put(directory.withPassword(user("ada"), "a:b"));
        accepted(directory.password("ada", "a:b"));
        for (int i = 0; i < 10; i++) {
            now.updateAndGet(time -> time.plusSeconds(50));
            assertThat(directory.rememberedPassword("ada", "a:b")).isPresent();
        }
        assertThat(directory.rememberedPassword("ada", "a")).isEmpty();
        now.updateAndGet(time -> time.plusSeconds(60));
        assertThat(directory.rememberedPassword("ada", "a:b")).isEmpty();
        accepted(directory.password("ada", "a:b"));
        directory.put(directory.withPassword(user("ada"), "new"));
        assertThat(directory.rememberedPassword("ada", "a:b")).isEmpty();
    }

    @Test
    void nulAtTheEndMakesAPasswordAnotherOne() {
        var directory = open();
        directory.put(directory.withPassword(user("ada"), "a:b"));
        assertThat(directory.password("ada", "a:b\0")).isInstanceOf(Authentication.WrongPassword.class);
        assertThat(directory.password("ada", "a:b\0\0")).isInstanceOf(Authentication.WrongPassword.class);
        assertThatThrownBy(() -> directory.withPassword(user("ada"), "a:b\0"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRememberedPasswordIsForgottenWhenItChanges() {
        var directory = open();
        directory.put(directory.withPassword(user("ada"), "old"));
        accepted(directory.password("ada", "old"));
        directory.put(directory.withPassword(directory.user("ada").orElseThrow(), "new"));
        assertThat(directory.password("ada", "old")).isInstanceOf(Authentication.WrongPassword.class);
        accepted(directory.password("ada", "new"));
    }

    @Test
    void tokensAreGoodUntilTheyExpire() {
        var directory = open();
        directory.put(user("ada"));
        var token = directory.issue(request("ada", null)).orElseThrow();
        assertThat(token).matches("[A-Za-z0-9._=-]+");
        now.updateAndGet(time -> time.plusMillis(4999));
        assertThat(accepted(directory.token(token)).user()).isEqualTo("ada");
        now.updateAndGet(time -> time.plusSeconds(2));
        assertThat(directory.token(token)).isInstanceOf(Authentication.BadToken.class);
        assertThat(directory.issue(request("nobody", null))).isEmpty();
    }

    @Test
    void aTokenThatWasGoodAMomentAgoHasTheRightsOfNow() {
        var directory = open();
        directory.put(user("ada", "superuser"));
        var token = directory.issue(request("ada", null)).orElseThrow();
        assertThat(accepted(directory.token(token)).superuser()).isTrue();
        assertThat(accepted(directory.token(token))).isSameAs(accepted(directory.token(token)));

        directory.put(new User(
                "ada", "", Set.of(), "", directory.user("ada").orElseThrow().secret()));
        assertThat(accepted(directory.token(token)).superuser()).isFalse();
        now.set(now.get().plusSeconds(6));
        assertThat(directory.token(token)).isInstanceOf(Authentication.BadToken.class);
    }

    @Test
    void lookingAtAnUnchangedFileChangesNothing() {
        var directory = open();
        directory.put(user("ada", "superuser"));
        var token = directory.issue(request("ada", null)).orElseThrow();
        var before = accepted(directory.token(token));
        directory.refresh();
        assertThat(accepted(directory.token(token))).isSameAs(before);
        assertThat(directory.removeUser("ada")).isTrue();
        assertThat(directory.token(token)).isInstanceOf(Authentication.RevokedToken.class);
    }

    @Test
    void everyChangeOfOneCharacterSpoilsAToken() {
        var directory = open();
        directory.put(user("ada"));
        var token = directory.issue(request("ada", null)).orElseThrow();
        for (int i = 0; i < token.length(); i++) {
            var changed = token.substring(0, i) + (token.charAt(i) == 'A' ? 'B' : 'A') + token.substring(i + 1);
            assertThat(directory.token(changed)).as("at %d", i).isInstanceOf(Authentication.BadToken.class);
        }
    }

    @Test
    void tokensSurviveARestartAndDieWithTheSecret() {
        var directory = open();
        var revoked = new ArrayList<String>();
        directory.onRevoked(revoked::add);
        directory.put(user("ada"));
        var token = directory.issue(request("ada", null)).orElseThrow();
        accepted(open().token(token));
        directory.put(directory.withPassword(directory.user("ada").orElseThrow(), "new"));
        assertThat(directory.token(token)).isInstanceOf(Authentication.RevokedToken.class);
        directory.removeUser("ada");
        assertThat(directory.token(token)).isInstanceOf(Authentication.RevokedToken.class);
        assertThat(revoked).containsExactly("ada", "ada");
    }

    @Test
    void whatAnotherProcessRevokedIsToldWithTheNextChangeHere() {
        var directory = open();
        var revoked = new ArrayList<String>();
        directory.onRevoked(revoked::add);
        directory.put(user("ada"));
        directory.put(user("bob"));
        directory.put(user("eve"));
        var beside = open();
        beside.put(beside.withPassword(beside.user("ada").orElseThrow(), "new"));
        beside.removeUser("bob");

        // Before the look at the file, which finds no difference any more.
        directory.put(new Role("reader", List.of()));
        directory.refresh();

        assertThat(revoked).containsExactly("ada", "bob");
    }

    @Test
    void aTokenIsLimitedToRolesThatTheUserContains() {
        var directory = open();
        var reader = new Role("reader", List.of(new Claim("machines", "get", "*")));
        var writer = new Role("writer", List.of(new Claim("machines", "get,update", "*")));
        directory.put(reader);
        directory.put(writer);
        directory.put(user("ada", "writer"));
        var token = directory
                .issue(request("ada", Set.of("reader", "superuser", "nope")))
                .orElseThrow();
        var roles = accepted(directory.token(token)).roles();
        assertThat(roles).contains(reader).doesNotContain(writer).doesNotContain(Role.SUPERUSER);
    }

    @Test
    void tenantsFenceTheirUsersIn() {
        var directory = open();
        directory.put(user("ada", "superuser"));
        directory.put(new Tenant("blue", Map.of("machines", Set.of("m1")), Set.of("ada")));
        var ada = accepted(directory.token(directory.issue(request("ada", null)).orElseThrow()));
        assertThat(ada.fences()).isEqualTo(Map.of("machines", Set.of("m1")));
        assertThat(ada.superuser()).isFalse();
        assertThat(open().tenants()).hasSize(1);
    }

    @Test
    void aDamagedFileIsRefusedWithAWayOut() throws IOException {
        open();
        Files.writeString(data.resolve("access.json"), "{\"users\": [");
        assertThatThrownBy(this::open).hasMessageContaining("access.json").hasMessageContaining("restore");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "null",
                "{\"users\":[],\"roles\":[]}",
                "{\"users\":[{}],\"roles\":[],\"tenants\":[]}"
            })
    void whatHoldsNoAccountsNeverTakesThePlaceOfAll(String content) throws IOException {
        var directory = open();
        directory.put(user("ada"));
        var good = Files.readAllBytes(data.resolve("access.json"));

        Files.writeString(data.resolve("access.json"), content);

        assertThatThrownBy(this::open)
                .isInstanceOf(DamagedFileException.class)
                .hasMessageContaining("access.json")
                .hasMessageContaining("restore it");
        assertThat(data.resolve("access.json")).hasContent(content);
        // The server that runs meanwhile goes on with what it knows, and writes nothing over the file.
        directory.refresh();
        assertThat(directory.user("ada")).isPresent();
        assertThatThrownBy(() -> directory.put(user("eve"))).isInstanceOf(DamagedFileException.class);
        assertThat(data.resolve("access.json")).hasContent(content);
        Files.write(data.resolve("access.json"), good);
        directory.put(user("eve"));
        assertThat(open().users()).extracting(User::name).containsExactly("ada", "admin", "eve");
    }

    @Test
    void theGenerationBeforeIsKept() throws IOException {
        var directory = open();
        directory.put(user("ada"));
        directory.removeUser("ada");
        Files.move(
                data.resolve("access.json.previous"), data.resolve("access.json"), StandardCopyOption.REPLACE_EXISTING);
        assertThat(open().user("ada")).isPresent();
    }

    @Test
    void aMissingFileIsNoFreshInstallation() throws IOException {
        var directory = open();
        directory.put(user("ada"));
        Files.delete(data.resolve("access.json"));
        assertThatThrownBy(this::open).hasMessageContaining("missing").hasMessageContaining("access.json.previous");
        // Whoever still runs brings it back with the next change, with everybody in it.
        directory.put(user("eve"));
        assertThat(open().users()).extracting(User::name).containsExactly("ada", "admin", "eve");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "c2hvcnQ=", "?"})
    void aDamagedKeySignsNothing(String content) throws IOException {
        open();
        Files.writeString(data.resolve("access.key"), content);
        assertThatThrownBy(this::open).hasMessageContaining("access.key").hasMessageContaining("log in again");
        assertThat(data.resolve("access.key")).hasContent(content);
    }

    @Test
    void demoAccountsComeOnce() {
        var directory = open();
        DemoAccounts.addTo(directory);
        DemoAccounts.addTo(directory);
        assertThat(accepted(directory.password("rocketskates", "r0cketsk8ts")).superuser())
                .isTrue();
        assertThat(directory.users()).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "ada,eve", " ada"})
    void aNameThatClaimsReadAsAPatternGivesNoRightsOnOthers(String name) throws IOException {
        var directory = open();
        directory.put(user("ada"));
        assertThatThrownBy(() -> directory.put(user(name))).isInstanceOf(IllegalArgumentException.class);
        // As older versions stored it.
        directory.put(directory.withPassword(user("old"), "pw"));
        var file = data.resolve("access.json");
        Files.writeString(file, Files.readString(file).replace("\"old\"", "\"" + name + "\""));

        var rights = Rights.of(accepted(open().password(name, "pw")), AuthzMode.STRICT);

        for (var action : List.of("token", "password", "get")) {
            assertThat(rights.contains("users", action, "ada")).isFalse();
        }
        var again = open();
        again.put(again.withPassword(again.user(name).orElseThrow(), "another"));
    }

    @Test
    void publishedPasswordsAreGoodForDemonstrationsAlone() {
        var directory = open();
        DemoAccounts.addTo(directory);
        directory.put(directory.withPassword(directory.user("olga").orElseThrow(), "a-password-of-her-own"));
        var token = directory.issue(request("rocketskates", null)).orElseThrow();

        assertThat(DemoAccounts.close(directory)).containsExactly("rita", "rocketskates");

        assertThat(directory.password("rocketskates", "r0cketsk8ts")).isInstanceOf(Authentication.WrongPassword.class);
        assertThat(directory.rememberedPassword("rocketskates", "r0cketsk8ts")).isEmpty();
        assertThat(directory.token(token)).isInstanceOf(Authentication.RevokedToken.class);
        assertThat(directory.password("olga", "a-password-of-her-own")).isInstanceOf(Authentication.Accepted.class);
        assertThat(DemoAccounts.close(open())).isEmpty();
        DemoAccounts.addTo(directory);
        assertThat(accepted(directory.password("rocketskates", "r0cketsk8ts")).superuser())
                .isTrue();
        assertThat(directory.password("olga", "olga-demo")).isInstanceOf(Authentication.WrongPassword.class);
    }
}
