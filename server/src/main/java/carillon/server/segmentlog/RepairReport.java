package carillon.server.segmentlog;

import java.nio.file.Path;

/**
 * What was done to one damaged segment.
 *
 * @param damagedCopy the file as it was
 * @param kept whole records
 * @param filled records that were lost, and whose numbers now belong to empty records
 */
public record RepairReport(Path file, Path damagedCopy, long kept, long filled) {

    /** One line for people. */
    public String line() {
        return file.getFileName() + ": kept " + kept + " records, " + filled + " are lost; the damaged file is "
                + damagedCopy.getFileName();
    }
}
