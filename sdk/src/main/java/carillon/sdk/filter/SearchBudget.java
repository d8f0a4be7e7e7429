package carillon.sdk.filter;

/**
 * How much text regular expressions may still search. A step is one instruction of an expression at one character, some 15 ns at worst.
 *
 * <p>Whoever evaluates filters of others gives the {@link EventView} one. An evaluation that would take more steps than are left
 * throws {@link FilterTooExpensiveException} instead of beginning the search. One thread at a time.
 */
public final class SearchBudget {

    /** For one event, beside what filters have by their price: some 60 ms at worst. */
    public static final long OF_AN_EVENT = 4_000_000;

    /** For one request: some 60 ms at worst. */
    public static final long OF_A_REQUEST = 4_000_000;

    /** A unit of price is half a step: what a filter is charged for at registration, it may use for each event. */
    private static final int PRICE_OF_A_STEP = 2;

    private final long shared;
    private final boolean paid;
    private long left;
    private long own;

    private SearchBudget(long shared, boolean paid) {
        this.shared = shared;
        this.left = shared;
        this.paid = paid;
    }

    /** For all evaluations of one request. */
    public static SearchBudget ofRequest(long steps) {
        return new SearchBudget(steps, false);
    }

    /**
     * For all filters that see one event; to be refilled for the next one. Each filter has the steps that its price pays for, so that
     * others never take those from it, and draws what it needs beyond from steps that all share.
     */
    public static SearchBudget ofEvent(long shared) {
        return new SearchBudget(shared, true);
    }

    /** For the next event or request. */
    public void refill() {
        left = shared;
    }

    /** A filter of this price is evaluated next. */
    void begin(int price) {
        own = paid ? price / PRICE_OF_A_STEP : 0;
    }

    void take(long steps) {
        long beyond = steps - own;
        if (beyond <= 0) {
            own -= steps;
            return;
        }
        if (beyond > left) {
            throw new FilterTooExpensiveException("the regular expressions would search too long: more than " + shared
                    + " steps (instructions times characters); use fewer or simpler ones");
        }
        own = 0;
        left -= beyond;
    }
}
