package carillon.server.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.server.dialect.sysadm.Client;
import carillon.server.keylogin.Challenge;
import java.net.URI;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** A peer of a bridge, step by step. */
final class RelayPeer implements AutoCloseable {

    final Client client;

    RelayPeer(URI uri) {
        client = Client.to(uri);
        assertThat(client.text())
                .isEqualTo("{\"args\":\"\",\"id\":\"sysadm_bridge_request_ident\",\"name\":\"identify\","
                        + "\"namespace\":\"rpc\"}");
    }

    void identify(String type) {
        client.send("{'args':{'hostname':'h','type':'" + type + "'},'id':'sysadm_bridge_request_ident',"
                + "'name':'response','namespace':'rpc'}");
    }

    String challenge() {
        return client.ask("{'namespace':'rpc','name':'auth_ssl','id':'s1','args':''}")
                .path("args")
                .path("test_string")
                .stringValue();
    }

    JsonNode answer(String encrypted) {
        return client.ask(
                "{'namespace':'rpc','name':'auth_ssl','id':'s2','args':{'encrypted_string':'" + encrypted + "'}}");
    }

    void login(KeyPair keys) {
        var reply = answer(Challenge.answer(challenge(), keys.getPrivate()));
        assertThat(reply.path("args").path(0).asString("")).matches("[A-Za-z0-9]{40}");
        assertThat(client.next().path("id").stringValue()).isEqualTo("bridge_request_list_keys");
    }

    void tellKeys(String... checksums) {
        var list = Arrays.stream(checksums).map(one -> "'" + one + "'").collect(Collectors.joining(","));
        client.send("{'namespace':'rpc','name':'response','id':'bridge_request_list_keys','args':{'md5_keys':[" + list
                + "]}}");
    }

    /** The next announcement. */
    List<String> available() {
        var frame = client.next();
        assertThat(frame.path("name").stringValue()).isEqualTo("bridge");
        assertThat(frame.path("id").stringValue()).isEmpty();
        return frame.path("args")
                .path("available_connections")
                .valueStream()
                .map(JsonNode::stringValue)
                .toList();
    }

    void relay(String to, String body) {
        client.sendRaw(to + "\n" + body);
    }

    @Override
    public void close() {
        client.close();
    }
}
