package carillon.core.hub;

import carillon.core.access.Principal;
import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import carillon.sdk.filter.Filter;
import carillon.sdk.filter.Spec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The one place that bounds what subscriptions take up: each filter, those of one principal, and all of them. Any thread;
 * its lock is held for a few map operations alone.
 *
 * <p>The server's own subscriptions count, and are never refused: they are few for each connection of a SysAdm client, and
 * those are bounded in number.
 */
final class Allowances {

    private final int maxFilterPrice;
    private final SubscriptionLimits limits;

    // Guarded by this.
    private final Holdings all;
    private final Map<String, Holdings> byPrincipal = new HashMap<>();

    Allowances(int maxFilterPrice, SubscriptionLimits limits) {
        this.maxFilterPrice = maxFilterPrice;
        this.limits = limits;
        this.all = new Holdings(limits.all());
    }

    /** @param specs of one subscription; several stand in the index as one without a filter */
    ReserveOutcome reserve(Principal principal, List<Spec> specs) {
        var name = principal.name();
        var footprint = Footprint.of(specs);
        synchronized (this) {
            var refusal = refusal(principal, specs, footprint);
            if (refusal != null) {
                return new ReserveOutcome.Refused(refusal);
            }
            all.add(footprint);
            byPrincipal
                    .computeIfAbsent(name, first -> new Holdings(limits.each()))
                    .add(footprint);
        }
        return new ReserveOutcome.Reserved(new Allowance(() -> release(name, footprint)));
    }

    /** Whether it would be refused now. */
    synchronized @Nullable Refusal refusal(Principal principal, List<Spec> specs) {
        return refusal(principal, specs, Footprint.of(specs));
    }

    private @Nullable Refusal refusal(Principal principal, List<Spec> specs, Footprint footprint) {
        long price = specs.stream().mapToLong(Allowances::price).sum();
        if (price > maxFilterPrice) {
            return new Refusal(
                    ErrorCode.FILTER_TOO_EXPENSIVE,
                    "the filter costs " + price + " an event, and at most " + maxFilterPrice
                            + " is allowed; use fewer terms or fewer regular expressions");
        }
        if (principal.equals(Principal.SYSTEM)) {
            return null;
        }
        var own = byPrincipal.get(principal.name());
        var breach = (own == null ? new Holdings(limits.each()) : own).breach(footprint);
        if (breach != null) {
            return new Refusal(ErrorCode.TOO_MANY_SUBSCRIPTIONS, "of " + principal.name() + ": " + breach);
        }
        breach = all.breach(footprint);
        return breach == null
                ? null
                : new Refusal(ErrorCode.TOO_MANY_REQUESTS, "of all principals: " + breach + ", or try again later");
    }

    private static long price(Spec spec) {
        Filter filter = spec.filter();
        return filter == null ? 0 : filter.price();
    }

    private synchronized void release(String principal, Footprint footprint) {
        all.remove(footprint);
        byPrincipal.computeIfPresent(principal, (name, own) -> {
            own.remove(footprint);
            return own.isEmpty() ? null : own;
        });
    }
}
