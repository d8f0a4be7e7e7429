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
import carillon.server.dialect.sysadm.SysAdmDialect;
import carillon.server.keylogin.KeyRing;
import java.nio.file.Path;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the settings of access become its configuration. */
final class Access {

    private static final Logger LOG = LoggerFactory.getLogger(Access.class);

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

    /** The data of a demonstration is no way into a server that is none: everybody knows the passwords. */
    static void closeDemoAccounts(FileDirectory directory, Path data) {
        var closed = DemoAccounts.close(directory);
        if (!closed.isEmpty()) {
            new KeyRing(data.resolve(SysAdmDialect.KEYS)).remove(key -> closed.contains(key.owner()));
        }
        for (var user : closed) {
            LOG.warn(
                    "The account {} had the password that --demo publishes. It cannot log in until it has another:"
                            + " 'carillon user password {}', or 'carillon user remove {}'",
                    user,
                    user,
                    user);
        }
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
