package carillon.core.history;

import java.util.List;

/**
 * One page.
 *
 * @param total how many events the query has without offset and limit
 */
public record HistoryPage(List<HistoryItem> items, long total) {

    public HistoryPage {
        items = List.copyOf(items);
    }
}
