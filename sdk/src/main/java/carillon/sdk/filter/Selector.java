package carillon.sdk.filter;

/** Which subjects a subscription wants, by one way of reading its key field. */
public record Selector(FieldMatch type, FieldMatch action, FieldMatch key, KeySource source) {

    public boolean matches(EventView view) {
        return type.accepts(view.type()) && action.accepts(view.action()) && keyMatches(view);
    }

    private boolean keyMatches(EventView view) {
        if (key instanceof FieldMatch.Any) {
            return true;
        }
        var value = source.of(view);
        return value != null && key.accepts(value);
    }
}
