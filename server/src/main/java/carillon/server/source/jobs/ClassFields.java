package carillon.server.source.jobs;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** The members that a classified event has beside the record of its job (section 8.5), read out of the log. */
final class ClassFields {

    private static final String DEPENDS = "Packages that depend on ";

    private ClassFields() {}

    /**
     * Adds the members.
     *
     * @param log the text that the record shows for the command: new output while it runs, everything at its end
     */
    static void add(ObjectNode args, Classification kind, String id, String command, String log, JobState state) {
        switch (kind) {
            case IOHYVE -> addProgress(args, id, command, log);
            case UPDATE, SOURCES -> args.put("update_log", log);
            case PACKAGES -> addPackages(args, id, log, state);
            case NONE -> {
                // Unclassified jobs have no such members.
            }
        }
    }

    private static void addPackages(ObjectNode args, String id, String log, JobState state) {
        var stem = Classification.stem(id);
        args.put("pkg_log", log);
        args.put("action", stem.substring(stem.indexOf('_') + 1));
        if (state != JobState.FINISHED) {
            return;
        }
        if (stem.equals("sysadm_pkg_check_upgrade")) {
            args.put("updates_available", log.contains("Your packages are up to date.") ? "false" : "true");
        } else if (stem.equals("sysadm_pkg_audit")) {
            addAudit(args, log);
        }
    }

    private static void addAudit(ObjectNode args, String log) {
        var vulnerable = new LinkedHashSet<String>();
        var impacted = new LinkedHashSet<String>();
        for (var line : log.split("\n", -1)) {
            if (line.startsWith(DEPENDS)) {
                int colon = line.indexOf(':');
                var names = colon < 0 ? line : line.substring(0, colon);
                vulnerable.add(afterOn(names));
                int list = line.indexOf(": ");
                if (list >= 0) {
                    impacted.addAll(List.of(line.substring(list + 2).split(", ", -1)));
                }
            }
        }
        addTexts(args, "vulnerable_pkgs", vulnerable);
        addTexts(args, "impacts_pkgs", impacted);
    }

    private static String afterOn(String text) {
        var rest = text.substring(text.indexOf(" on ") + 4);
        int next = rest.indexOf(" on ");
        return (next < 0 ? rest : rest.substring(0, next)).trim();
    }

    private static void addTexts(ObjectNode args, String name, Set<String> texts) {
        var array = args.putArray(name);
        texts.stream().map(String::trim).filter(text -> !text.isEmpty()).forEach(array::add);
    }

    private static void addProgress(ObjectNode args, String id, String command, String log) {
        boolean fetch = Classification.head(id).equals("sysadm_iohyve_fetch") || command.startsWith("iohyve fetch ");
        if (!fetch) {
            return;
        }
        var lines = log.split("[\n\r]", -1);
        for (int i = lines.length - 1; i >= 0; i--) {
            var line = lines[i];
            if (line.contains("% of ") || line.endsWith(" Bps")) {
                var fields = line.split("\t", 3);
                args.put("filename", fields[0]);
                args.put("percent_done", fields.length > 1 ? fields[1] : "");
                args.put("download_rate", fields.length > 2 ? fields[2] : "");
                return;
            }
        }
    }
}
