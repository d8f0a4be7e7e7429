package carillon.server.source.systemstate;

import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import carillon.server.source.CommandOutput;
import carillon.server.source.Priority;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the host and says how it is. Remembers the last look, to notice what changed. One thread. */
final class SystemState {

    private static final Logger LOG = LoggerFactory.getLogger(SystemState.class);
    private static final int HOSTNAME_CHANGED = 3;
    private static final int NEWS = 3;

    private final StateConfig config;
    private final String fallbackName;
    private String hostname;
    private boolean poolsMissing;
    private int lastPushed;

    SystemState(StateConfig config, String fallbackName) {
        this.config = config;
        this.fallbackName = fallbackName;
        this.hostname = askHostname();
    }

    /** Looks, and returns the event of what it saw. */
    Event check() {
        var name = askHostname();
        boolean changed = !name.equals(hostname);
        hostname = name;
        var pools = askPools();
        var priority = new Priority(Math.max(pools.priority(), changed ? HOSTNAME_CHANGED : 0));
        var args = Json.mapper().createObjectNode();
        args.put("hostname", name);
        if (changed) {
            args.put("hostnamechanged", "true");
        }
        if (!pools.isEmpty()) {
            args.set("zpools", pools.members());
        }
        args.put("priority", priority.text());
        return Event.about(SystemStateTimer.TYPE, "checked", name)
                .source(name)
                .severity(priority.severity())
                .description("the state of " + name + " is " + priority.text())
                .object(Json.of(args))
                .metadata(metadata(changed, priority.number()))
                .build();
    }

    /** Marks a look that brought no news: the handbook dialect does not push it. */
    private Json metadata(boolean changed, int priority) {
        boolean news = changed || priority >= NEWS || priority != lastPushed;
        if (news) {
            lastPushed = priority;
        }
        var metadata = Json.mapper().createObjectNode();
        metadata.put(SystemStateTimer.QUIET, !news);
        return Json.of(metadata);
    }

    private String askHostname() {
        return switch (CommandOutput.of(config.hostnameCommand(), config.patience())) {
            case CommandOutput.Printed printed ->
                printed.text().isBlank() ? fallbackName : printed.text().strip();
            case CommandOutput.Failed failed -> {
                LOG.warn("no host name: {}; set sysadm.state.hostname-command", failed.why());
                yield fallbackName;
            }
        };
    }

    private Pools askPools() {
        if (config.poolCommand().isBlank()) {
            return Pools.NONE;
        }
        return switch (CommandOutput.of(config.poolCommand(), config.patience())) {
            case CommandOutput.Printed printed -> {
                poolsMissing = false;
                yield Pools.parse(printed.text());
            }
            case CommandOutput.Failed failed -> {
                if (!poolsMissing) {
                    LOG.info("no pools: {}", failed.why());
                }
                poolsMissing = true;
                yield Pools.NONE;
            }
        };
    }
}
