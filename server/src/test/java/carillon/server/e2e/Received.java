package carillon.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** What a subscriber got over all of its connections: sequences and keys, and the position to come back with. */
final class Received {

    private final ReentrantLock lock = new ReentrantLock();
    private final List<Long> sequences = new ArrayList<>();
    private final List<String> keys = new ArrayList<>();
    private String position = "0";

    void take(long sequence, String epoch, String key) {
        lock.lock();
        try {
            sequences.add(sequence);
            keys.add(key);
            position = sequence + "@" + epoch;
        } finally {
            lock.unlock();
        }
    }

    String position() {
        lock.lock();
        try {
            return position;
        } finally {
            lock.unlock();
        }
    }

    List<String> keys() {
        lock.lock();
        try {
            return List.copyOf(keys);
        } finally {
            lock.unlock();
        }
    }

    boolean has(String key) {
        return keys().contains(key);
    }

    void assertEachOnceAndInOrder() {
        lock.lock();
        try {
            assertThat(keys).doesNotHaveDuplicates();
            assertThat(sequences).isSorted().doesNotHaveDuplicates();
        } finally {
            lock.unlock();
        }
    }
}
