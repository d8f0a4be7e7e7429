package carillon.server.source.hostsample;

import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import java.util.List;
import java.util.Locale;
import oshi.SystemInfo;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the host is like at this moment, as events {@code host.sample.load}, {@code .memory} and {@code .disk}. Sizes are
 * bytes. Blocks on the system, and takes longer the more disks are mounted. One thread.
 */
final class HostSamples {

    // A host may have thousands of mounts, and an event is bounded.
    private static final int MOST_DISKS = 100;

    private final SystemInfo system = new SystemInfo();
    private final String source;

    HostSamples(String source) {
        this.source = source;
    }

    List<Event> take() {
        return List.of(load(), memory(), disk());
    }

    /** The members {@code 1m}, {@code 5m} and {@code 15m} are absent where the system keeps no such averages. */
    private Event load() {
        var processor = system.getHardware().getProcessor();
        var averages = processor.getSystemLoadAverage(3);
        var load = Json.mapper().createObjectNode();
        var names = List.of("1m", "5m", "15m");
        for (int i = 0; i < Math.min(names.size(), averages.length); i++) {
            if (averages[i] >= 0) {
                load.put(names.get(i), averages[i]);
            }
        }
        load.put("processors", processor.getLogicalProcessorCount());
        return event("load", load, "Load %s".formatted(averages.length > 0 ? rounded(averages[0]) : "unknown"));
    }

    private Event memory() {
        var memory = system.getHardware().getMemory();
        long total = memory.getTotal();
        long available = memory.getAvailable();
        var node = Json.mapper().createObjectNode().put("total", total).put("available", available);
        return event("memory", node, "Memory %d%% used".formatted(used(total, available)));
    }

    private Event disk() {
        var node = Json.mapper().createObjectNode();
        var disks = node.putArray("disks");
        long fullest = 0;
        var mounted = system.getOperatingSystem().getFileSystem().getFileStores(true);
        for (var disk : mounted.stream().limit(MOST_DISKS).toList()) {
            disks.addObject()
                    .put("mount", disk.getMount())
                    .put("type", disk.getType())
                    .put("total", disk.getTotalSpace())
                    .put("available", disk.getUsableSpace());
            fullest = Math.max(fullest, used(disk.getTotalSpace(), disk.getUsableSpace()));
        }
        return event("disk", node, "Fullest disk %d%% used".formatted(fullest));
    }

    private Event event(String name, ObjectNode object, String description) {
        return Event.about("host", "sample", name)
                .source(source)
                .description(description)
                .object(Json.of(object))
                .build();
    }

    private static long used(long total, long available) {
        return total <= 0 ? 0 : Math.round(100.0 * (total - available) / total);
    }

    private static String rounded(double value) {
        return value < 0 ? "unknown" : String.format(Locale.ROOT, "%.2f", value);
    }
}
