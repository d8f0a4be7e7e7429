package carillon.server.metrics;

import java.util.List;

/**
 * How the server is, one line for each trouble, without secrets.
 *
 * @param broken what only a restart mends: a supervisor should do that
 * @param troubles what keeps the server from its work now, all of {@code broken} among it; empty if nothing does
 */
public record Health(List<String> broken, List<String> troubles) {

    public Health {
        broken = List.copyOf(broken);
        troubles = List.copyOf(troubles);
    }
}
