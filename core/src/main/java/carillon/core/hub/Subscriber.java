package carillon.core.hub;

/** What the match index finds: one subscription, or several that are found together. */
sealed interface Subscriber permits Subscription, SubscriptionGroup {}
