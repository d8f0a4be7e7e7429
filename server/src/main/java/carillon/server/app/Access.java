package carillon.server.app;

import carillon.core.access.AccessPolicy;
import carillon.core.access.AuthzMode;
import carillon.core.access.ClaimAuthorizer;
import carillon.core.access.Directory;
import carillon.server.access.AccessConfig;
import carillon.server.access.DemoAccounts;
import carillon.server.access.FileDirectory;
import carillon.server.config.Config;
import carillon.server.config.Settings;
import carillon.server.config.SysAdmSettings;
import java.util.Set;

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

    /** The one that all interfaces ask. */
    static AccessPolicy policy(Config config, Directory directory) {
        return new AccessPolicy(
                directory, new ClaimAuthorizer(mode(config)), Set.copyOf(config.get(SysAdmSettings.LIMITED_ROLES)));
    }

    static AuthzMode mode(Config config) {
        return switch (config.get(Settings.AUTHZ_MODE)) {
            case STRICT -> AuthzMode.STRICT;
            case UPSTREAM -> AuthzMode.UPSTREAM;
        };
    }
}
