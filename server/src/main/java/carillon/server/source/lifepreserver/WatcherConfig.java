package carillon.server.source.lifepreserver;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where the log is and how it is followed; the properties {@code sysadm.lp.*}.
 *
 * @param log the file to watch; need not exist yet
 * @param positionFile where the reading position is kept
 * @param root what relative names of progress files are relative to
 * @param poll how often to look
 */
public record WatcherConfig(Path log, Path positionFile, Path root, Duration poll) {}
