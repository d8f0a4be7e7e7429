package carillon.core.subscription;

import carillon.sdk.filter.EventView;
import carillon.sdk.filter.Selector;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One place in the index where a subscription waits for events; a subscription with several values in a field has several.
 *
 * @param <S> the subscriber
 */
final class Placement<S> extends Bag.Seated {

    private final S subscriber;
    /** Where the place does not say everything that the selector asks, the selector itself. */
    private final @Nullable Selector check;

    private final Home<S> home;

    Placement(S subscriber, @Nullable Selector check, Home<S> home) {
        this.subscriber = subscriber;
        this.check = check;
        this.home = home;
        home.members().add(this);
    }

    void leave() {
        home.members().remove(this);
    }

    Home<S> home() {
        return home;
    }

    static <S> void report(Bag<Placement<S>> placements, EventView view, Consumer<S> sink) {
        for (int i = 0; i < placements.size(); i++) {
            var placement = placements.get(i);
            if (placement.check == null || placement.check.matches(view)) {
                sink.accept(placement.subscriber);
            }
        }
    }

    /** What holds placements together: a bucket for those without a filter, a group for those with the same filter. */
    sealed interface Home<S> permits Bucket, FilterGroup {

        Bag<Placement<S>> members();
    }
}
