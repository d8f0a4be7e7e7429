package carillon.server.console;

/**
 * What the console should know about the hub it is served by.
 *
 * @param version of the hub, shown to people
 * @param jobs whether running jobs is switched on
 * @param bridge whether the hub is a bridge
 */
public record ConsoleFeatures(String version, boolean jobs, boolean bridge) {}
