package carillon.server.bridge;

import java.util.List;

/**
 * One connected peer as the console shows it.
 *
 * @param nickname of the key it logged in with; empty before
 * @param visible the ids of those it is paired with
 */
public record PeerState(
        String id, PeerRole role, String hostname, String nickname, String address, List<String> visible) {}
