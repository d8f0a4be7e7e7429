package carillon.core.hub;

import carillon.core.subscription.Shared;
import carillon.sdk.filter.FieldPath;
import carillon.sdk.filter.Filter;
import org.jspecify.annotations.Nullable;

/** What the subscriptions of one principal, or all of them, take up together. Guarded by {@link Allowances}. */
final class Holdings {

    private final SubscriptionLimits.Most most;
    private final Shared<Filter> filters = new Shared<>();
    private final Shared<FieldPath> paths = new Shared<>();
    private int subscriptions;
    private long bytes;
    private long price;

    Holdings(SubscriptionLimits.Most most) {
        this.most = most;
    }

    /** Which bound would be passed with this as well, in words; null if none. */
    @Nullable
    String breach(Footprint more) {
        if (subscriptions >= most.subscriptions()) {
            return "at most " + most.subscriptions() + " subscriptions are allowed at a time; end some first";
        }
        if (bytes + more.bytes() > most.bytes()) {
            return "subscriptions may take " + most.bytes() + " bytes of memory together, and this one takes about "
                    + more.bytes() + "; end some first, or name fewer values and terms";
        }
        if (paths.size()
                        + more.paths().stream()
                                .filter(path -> !paths.contains(path))
                                .count()
                > most.paths()) {
            return "filters may look at " + most.paths() + " different paths together; use those that others have";
        }
        if (price + more.ownPrice() + newPrice(more) > most.price()) {
            return "different filters may cost " + most.price()
                    + " an event together; use equal filters, fewer terms or fewer regular expressions";
        }
        return null;
    }

    private long newPrice(Footprint more) {
        return more.filters().stream()
                .filter(filter -> !filters.contains(filter))
                .mapToLong(Filter::price)
                .sum();
    }

    void add(Footprint more) {
        subscriptions++;
        bytes += more.bytes();
        price += more.ownPrice() + newPrice(more);
        more.filters().forEach(filters::take);
        more.paths().forEach(paths::take);
    }

    void remove(Footprint gone) {
        subscriptions--;
        bytes -= gone.bytes();
        price -= gone.ownPrice();
        for (var filter : gone.filters()) {
            // An equal one may be spelled otherwise and have another price: what counts is what was added.
            var last = filters.giveBack(filter);
            price -= last == null ? 0 : last.price();
        }
        gone.paths().forEach(paths::giveBack);
    }

    boolean isEmpty() {
        return subscriptions == 0;
    }
}
