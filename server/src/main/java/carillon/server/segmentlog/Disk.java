package carillon.server.segmentlog;

import carillon.server.file.DiskFullException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * The few things that the log does to a file system. A seam: tests put a disk behind it that is full, that fails to sync
 * or that tears writes. Any thread.
 */
public interface Disk {

    /** Creates a file for reading and writing; it must not exist. */
    File create(Path path) throws IOException;

    /** Opens a file that exists for reading and writing. */
    File open(Path path) throws IOException;

    /** Opens a file that exists for reading. */
    File read(Path path) throws IOException;

    /** The files of a directory, in no order; creates the directory if it is missing. */
    List<Path> list(Path directory) throws IOException;

    void delete(Path path) throws IOException;

    void move(Path from, Path to) throws IOException;

    /** Makes creations, moves and deletions in a directory durable: an fsync of a file does not do that. */
    void sync(Path directory) throws IOException;

    /** One open file. */
    interface File extends Closeable {

        /**
         * Writes everything that the buffer holds.
         *
         * @throws DiskFullException if there is no room; a part may be written all the same
         */
        void write(ByteBuffer bytes, long position) throws IOException;

        /** Reads until the buffer or the file ends; fewer bytes than there is room for mean the end of the file. */
        void read(ByteBuffer into, long position) throws IOException;

        /** Waits until contents and size are on disk. A failure is final: the kernel may have dropped the pages. */
        void force() throws IOException;

        long size() throws IOException;

        void truncate(long size) throws IOException;
    }
}
