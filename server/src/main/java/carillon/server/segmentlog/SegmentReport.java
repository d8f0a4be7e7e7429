package carillon.server.segmentlog;

import java.nio.file.Path;
import java.util.List;

/**
 * What reading a whole segment showed.
 *
 * @param lastSequence one less than the first if no record is whole
 * @param records how many are whole
 * @param tornBytes the rest of a write that never finished, which the next start of the server cuts off; not damage
 * @param damage one line for each damaged place: where, and which records are lost there; empty for a sound segment
 */
public record SegmentReport(
        Path file,
        long firstSequence,
        long lastSequence,
        long records,
        long bytes,
        long tornBytes,
        List<String> damage) {

    public SegmentReport {
        damage = List.copyOf(damage);
    }

    public boolean sound() {
        return damage.isEmpty();
    }

    /** One line for people. */
    public String line() {
        var torn = tornBytes == 0 ? "" : ", " + tornBytes + " bytes of an unfinished write (the next start cuts them)";
        var range = records == 0 ? "" : " (" + firstSequence + " to " + lastSequence + ")";
        return file.getFileName() + ": " + records + " records" + range + ", " + bytes + " bytes" + torn
                + (sound() ? ", sound" : ", DAMAGED: " + String.join("; ", damage));
    }
}
