package carillon.core.thread;

import java.time.Duration;

/**
 * How a thread is.
 *
 * @param alive false if it ended without being asked to
 * @param inOneStep how long it has been in the step that it is in; zero while it rests
 * @param failing since when no step succeeded; zero if the last one did
 * @param failure the class of what the last failed step threw; empty unless failing
 */
public record ThreadHealth(String name, boolean alive, Duration inOneStep, Duration failing, String failure) {}
