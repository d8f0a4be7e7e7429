package carillon.core.history;

import java.util.List;

/**
 * One page. It may have fewer events than the query's limit, because they are bounded in bytes, too.
 *
 * @param total how many events the query has without offset and limit
 * @param more whether events follow these: they begin at the query's offset plus the number of items
 */
public record HistoryPage(List<HistoryItem> items, long total, boolean more) {

    public static final HistoryPage EMPTY = new HistoryPage(List.of(), 0, false);

    public HistoryPage {
        items = List.copyOf(items);
    }
}
