package carillon.server.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * Tells one content of a file from the next without reading it. {@link DurableFile} replaces files, so that two contents in
 * one tick of the clock differ in the inode. Take it before the content is read: then a change meanwhile is seen next time.
 *
 * @param inode null where the file system has none
 */
public record FileVersion(
        FileTime changed, long size, @Nullable Object inode) {

    /** Of a file that is not there. */
    public static final FileVersion ABSENT = new FileVersion(FileTime.fromMillis(0), -1, null);

    public static FileVersion of(Path file) {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new FileVersion(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        } catch (NoSuchFileException absent) {
            return ABSENT;
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot look at " + file, failed);
        }
    }
}
