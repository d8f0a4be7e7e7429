package carillon.core.hub;

import carillon.core.delivery.Backlog;
import carillon.core.delivery.Group;
import carillon.core.subscription.MatchIndex;
import carillon.sdk.filter.EventView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions that are live, and how each is found. One that is the only one of its connection stands together with its
 * equals; what an event costs follows the number of such groups. Where a connection has several, each is found by itself: an
 * event that two of them match reaches the connection once, and its events keep their order. Fan-out thread only.
 */
final class LiveSubscriptions {

    private final MatchIndex<Subscriber> index = new MatchIndex<>();
    private final Map<SubscriptionGroup.Key, SubscriptionGroup> groups = new HashMap<>();

    /** By what stands for the connection. */
    private final Map<Backlog, Connection> connections = new IdentityHashMap<>();

    /** Those that came ahead of the fan-out by a replay: until it has reached them they get less than their equals. */
    private final List<Subscription> ahead = new ArrayList<>();

    private static final class Connection {

        private int subscriptions;

        /** The only one, as long as that stands together with its equals. */
        private @Nullable Subscription grouped;

        /** The connection alone, while its subscriptions are found one by one. */
        private @Nullable Group alone;
    }

    void match(long sequence, EventView view, Consumer<Subscriber> sink) {
        index.match(sequence, view, sink);
    }

    /** Those that the event would have cost too much; whoever has dealt with them takes them out. */
    List<Subscriber> overrun() {
        return index.overrun();
    }

    /**
     * Takes one in. Whatever was matched before has to be handed over already.
     *
     * @param last the last sequence that was fanned out
     */
    void add(Subscription subscription, long last) {
        var outlet = subscription.outlet;
        if (!outlet.gathers()) {
            subscription.handle = index.add(subscription.spec, subscription);
            return;
        }
        var connection = connections.computeIfAbsent(outlet.backlog(), _ -> new Connection());
        connection.subscriptions++;
        if (connection.subscriptions > 1) {
            ungroup(connection);
            addAlone(connection, subscription);
        } else if (subscription.liveAfter > last) {
            addAlone(connection, subscription);
            ahead.add(subscription);
        } else {
            group(connection, subscription);
        }
    }

    private void addAlone(Connection connection, Subscription subscription) {
        var alone = connection.alone;
        if (alone == null) {
            alone = new Group();
            alone.join(subscription.outlet);
            connection.alone = alone;
        }
        subscription.alone = alone;
        subscription.handle = index.add(subscription.spec, subscription);
    }

    private void group(Connection connection, Subscription subscription) {
        var group = groups.computeIfAbsent(SubscriptionGroup.Key.of(subscription), this::found);
        group.add(subscription);
        connection.grouped = subscription;
    }

    private SubscriptionGroup found(SubscriptionGroup.Key key) {
        var group = new SubscriptionGroup(key);
        group.standIn(index);
        return group;
    }

    /** The connection gets a second one. */
    private void ungroup(Connection connection) {
        var only = connection.grouped;
        if (only != null) {
            leaveGroup(connection, only);
            addAlone(connection, only);
        }
    }

    private void leaveGroup(Connection connection, Subscription subscription) {
        var group = subscription.group;
        if (group != null) {
            connection.grouped = null;
            group.remove(subscription);
            if (group.members().isEmpty()) {
                groups.remove(group.key());
                group.leave(index);
            }
        }
    }

    /** Takes one out. Whatever was matched before has to be handed over already. */
    void remove(Subscription subscription) {
        var handle = subscription.handle;
        if (handle != null) {
            index.remove(handle);
            subscription.handle = null;
            subscription.alone = null;
        }
        var outlet = subscription.outlet;
        var connection = connections.get(outlet.backlog());
        if (connection == null) {
            return;
        }
        leaveGroup(connection, subscription);
        connection.subscriptions--;
        var alone = connection.alone;
        if (connection.subscriptions == 0) {
            connections.remove(outlet.backlog());
            if (alone != null) {
                alone.leave(outlet);
            }
        }
    }

    /** Whether some are {@link #settle to be settled}. */
    boolean unsettled() {
        return !ahead.isEmpty();
    }

    /** Those that the fan-out has reached join their equals. Whatever was matched before has to be handed over already. */
    void settle(long last) {
        ahead.removeIf(subscription -> subscription.ended || settled(subscription, last));
    }

    private boolean settled(Subscription subscription, long last) {
        if (subscription.liveAfter > last) {
            return false;
        }
        var connection = connections.get(subscription.outlet.backlog());
        var handle = subscription.handle;
        if (connection != null && connection.subscriptions == 1 && handle != null) {
            index.remove(handle);
            subscription.handle = null;
            subscription.alone = null;
            var alone = connection.alone;
            if (alone != null) {
                alone.leave(subscription.outlet);
                connection.alone = null;
            }
            group(connection, subscription);
        }
        return true;
    }
}
