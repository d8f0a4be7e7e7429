package carillon.testkit.history;

import carillon.core.history.History;

class FakeHistoryTest extends HistoryContract {

    @Override
    protected History create() {
        return new FakeHistory();
    }
}
