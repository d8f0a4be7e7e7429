package carillon.server.dialect.drp;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/** Which member of an object is its key, by the type of the object. */
final class ObjectKeys {

    private static final Set<String> BY_UUID =
            Set.of("machines", "jobs", "clusters", "resource_brokers", "work_orders");

    private static final Map<String, String> BY_OTHERS = Map.of(
            "catalog_items", "Id",
            "endpoints", "Id",
            "pools", "Id",
            "version_sets", "Id",
            "templates", "ID",
            "leases", "Addr",
            "reservations", "Addr");

    /** In this order, for types that no client knows, and where the member of the type is missing. */
    private static final List<String> ANY = List.of("Uuid", "Name", "Key", "Id");

    private static final Pattern IPV4 = Pattern.compile("([0-9]{1,3})\\.([0-9]{1,3})\\.([0-9]{1,3})\\.([0-9]{1,3})");

    private ObjectKeys() {}

    /** A new object with its key. Clients send an empty {@code Uuid} with an object whose key they leave to the server. */
    static ObjectNode completed(String type, ObjectNode given) {
        return BY_UUID.contains(type) && given.path("Uuid").stringValue("").isEmpty()
                ? given.deepCopy().put("Uuid", UUID.randomUUID().toString())
                : given;
    }

    /** Empty if the object names no key. */
    static Optional<String> of(String type, ObjectNode object) {
        var own = object.path(BY_OTHERS.getOrDefault(type, "Uuid")).stringValue("");
        if (!own.isEmpty()) {
            return Optional.of(canonical(type, own));
        }
        return ANY.stream()
                .map(name -> object.path(name).stringValue(""))
                .filter(text -> !text.isEmpty())
                .findFirst();
    }

    /** What an object of this type lacks that has no key. */
    static String wanted(String type) {
        return BY_OTHERS.getOrDefault(type, "Uuid, Name, Key or Id");
    }

    /** Leases and reservations are found by address too; their key is its hexadecimal form. */
    static String canonical(String type, String key) {
        var address = BY_OTHERS.getOrDefault(type, "").equals("Addr") ? IPV4.matcher(key) : null;
        if (address == null || !address.matches()) {
            return key;
        }
        var bytes = new byte[4];
        for (int i = 0; i < bytes.length; i++) {
            int part = Integer.parseInt(address.group(i + 1));
            if (part > 255) {
                return key;
            }
            bytes[i] = (byte) part;
        }
        return HexFormat.of().withUpperCase().formatHex(bytes);
    }
}
