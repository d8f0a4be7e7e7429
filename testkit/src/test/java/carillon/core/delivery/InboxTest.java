package carillon.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InboxTest {

    private record Item(int from, int number) {}

    @Test
    void onlyTheFirstHasToTellTheTaker() {
        var inbox = new Inbox<String>();
        assertThat(inbox.add("a")).isTrue();
        assertThat(inbox.add("b")).isFalse();
        assertThat(inbox.takeAll()).containsExactly("a", "b");
        assertThat(inbox.takeAll()).isEmpty();
        assertThat(inbox.add("c")).isTrue();
    }

    @Test
    void everythingComesOnceAndInTheOrderOfItsSender() throws InterruptedException {
        int senders = 4;
        int each = 50_000;
        var inbox = new Inbox<Item>();
        var threads = IntStream.range(0, senders)
                .mapToObj(sender -> Thread.ofPlatform().start(() -> {
                    for (int i = 0; i < each; i++) {
                        inbox.add(new Item(sender, i));
                    }
                }))
                .toList();
        var taken = new ArrayList<Item>();
        while (taken.size() < senders * each) {
            taken.addAll(inbox.takeAll());
        }
        for (var thread : threads) {
            thread.join();
        }
        assertThat(inbox.takeAll()).isEmpty();
        for (int sender = 0; sender < senders; sender++) {
            int from = sender;
            assertThat(taken.stream().filter(item -> item.from() == from).map(Item::number))
                    .containsExactlyElementsOf(IntStream.range(0, each).boxed().toList());
        }
    }
}
