package carillon.server.bridge;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a peer can ask of the bridge itself, in the namespace {@code rpc} (section 10). */
enum BridgeRequest {
    IDENTIFY,
    AUTH_SSL;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Empty for another word, or one in another case. */
    static Optional<BridgeRequest> of(String word) {
        return Arrays.stream(values())
                .filter(request -> request.word().equals(word))
                .findFirst();
    }
}
