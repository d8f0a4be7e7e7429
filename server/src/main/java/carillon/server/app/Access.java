package carillon.server.app;

import carillon.core.access.AuthzMode;
import carillon.server.access.AccessConfig;
import carillon.server.access.DemoAccounts;
import carillon.server.access.FileDirectory;
import carillon.server.config.Config;
import carillon.server.config.Settings;

/** How the settings of access become its configuration. */
final class Access {

    private Access() {}

    static AccessConfig config(boolean demo) {
        return demo
                // The demo's passwords are public: a slow hash would only slow the start.
                ? new AccessConfig(10_000, AccessConfig.DEFAULT.rememberChecks(), AccessConfig.DEFAULT.clock())
                : AccessConfig.DEFAULT;
    }

    static void addDemoAccounts(FileDirectory directory) {
        DemoAccounts.addTo(directory);
    }

    static AuthzMode mode(Config config) {
        return switch (config.get(Settings.AUTHZ_MODE)) {
            case STRICT -> AuthzMode.STRICT;
            case UPSTREAM -> AuthzMode.UPSTREAM;
        };
    }
}
