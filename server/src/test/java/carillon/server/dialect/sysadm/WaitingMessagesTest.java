package carillon.server.dialect.sysadm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WaitingMessagesTest {

    /** Ten connections that nobody had logged in on ended a server with 300 MB of heap: sixty-four messages of each could wait. */
    @Test
    void ofAStrangerAreHeldInTheMemoryForWhatComesInWithTheirTrees() throws Exception {
        var login =
                "{\"namespace\":\"rpc\",\"name\":\"auth\",\"id\":\"x\",\"args\":{\"username\":\"ada\",\"password\":\"wrong\",\"a\":["
                        + "[],".repeat(330_000) + "0]}}";
        try (var host = new Host(Dialect.HANDBOOK);
                var stranger = host.connect()) {
            // Beyond the heap of any machine, if their trees were made.
            for (int i = 0; i < 60 && stranger.isOpen(); i++) {
                try {
                    stranger.sendRaw(login);
                } catch (CompletionException closed) {
                    break;
                }
            }
            assertThat(stranger.closed()).startsWith("1013");
            // Others are served, and what it held is free.
            try (var ada = host.login("ada")) {
                assertThat(ada.ask("{'namespace':'rpc','name':'query','id':'q','args':{}}")
                                .path("name")
                                .stringValue())
                        .isEqualTo("response");
            }
        }
    }
}
