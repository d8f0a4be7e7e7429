package carillon.server.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.sdk.event.Json;
import carillon.server.dialect.sysadm.Client;
import carillon.server.keylogin.Challenge;
import java.net.URI;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** A peer of a bridge, step by step. */
public final class RelayPeer implements AutoCloseable {

    public final Client client;

    public RelayPeer(URI uri) {
        client = Client.to(uri);
        assertThat(client.text())
                .isEqualTo("{\"args\":\"\",\"id\":\"sysadm_bridge_request_ident\",\"name\":\"identify\","
                        + "\"namespace\":\"rpc\"}");
    }

    public void identify(String type) {
        identify(type, "h");
    }

    void identify(String type, String hostname) {
        client.send("{'args':{'hostname':'" + hostname + "','type':'" + type + "'},'id':'sysadm_bridge_request_ident',"
                + "'name':'response','namespace':'rpc'}");
    }

    public String challenge() {
        return client.ask("{'namespace':'rpc','name':'auth_ssl','id':'s1','args':''}")
                .path("args")
                .path("test_string")
                .stringValue();
    }

    public JsonNode answer(String encrypted) {
        return client.ask(
                "{'namespace':'rpc','name':'auth_ssl','id':'s2','args':{'encrypted_string':'" + encrypted + "'}}");
    }

    public void login(KeyPair keys) {
        var reply = answer(Challenge.answer(challenge(), keys.getPrivate()));
        assertThat(reply.path("args").path(0).asString("")).matches("[A-Za-z0-9]{40}");
        assertThat(client.next().path("id").stringValue()).isEqualTo("bridge_request_list_keys");
    }

    public void tellKeys(String... checksums) {
        var list = Arrays.stream(checksums).map(one -> "'" + one + "'").collect(Collectors.joining(","));
        client.send("{'namespace':'rpc','name':'response','id':'bridge_request_list_keys','args':{'md5_keys':[" + list
                + "]}}");
    }

    /** The next announcement. */
    public List<String> available() {
        var text = client.text();
        return announced(text).orElseThrow(() -> new AssertionError("no announcement: " + text));
    }

    /** The list in a frame; empty if it is none. */
    static Optional<List<String>> announced(String text) {
        var frame = text.startsWith("{") ? Json.parse(text).tree() : Json.NULL.tree();
        return frame.path("name").asString("").equals("bridge")
                        && frame.path("id").asString("none").isEmpty()
                ? Optional.of(frame.path("args")
                        .path("available_connections")
                        .valueStream()
                        .map(JsonNode::stringValue)
                        .toList())
                : Optional.empty();
    }

    public void relay(String to, String body) {
        client.sendRaw(to + "\n" + body);
    }

    @Override
    public void close() {
        client.close();
    }
}
