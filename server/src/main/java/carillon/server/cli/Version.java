package carillon.server.cli;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** Which Carillon this is, and what it runs on. */
final class Version implements IVersionProvider {

    static String number() {
        return Objects.requireNonNullElse(Version.class.getPackage().getImplementationVersion(), "development");
    }

    @Override
    public String[] getVersion() {
        return new String[] {
            "carillon " + number(),
            "java " + Runtime.version() + ", " + System.getProperty("os.name") + " " + System.getProperty("os.arch")
        };
    }
}
