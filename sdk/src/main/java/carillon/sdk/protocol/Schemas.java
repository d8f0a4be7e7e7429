package carillon.sdk.protocol;

import carillon.sdk.event.Json;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URL;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON Schema draft-04 of records and of the usual value types, made from their declarations (events-protocol section 7).
 * A component that has an annotation named {@code Nullable} on its type, or is an {@code Optional} is one that may be left out.
 */
public final class Schemas {

    private static final Set<Class<?>> INTEGRAL = Set.of(
            int.class,
            Integer.class,
            long.class,
            Long.class,
            short.class,
            Short.class,
            byte.class,
            Byte.class,
            BigInteger.class);
    private static final Set<Class<?>> FLOATING =
            Set.of(double.class, Double.class, float.class, Float.class, BigDecimal.class);
    private static final Set<Class<?>> BOOLEAN = Set.of(boolean.class, Boolean.class);
    private static final Set<Class<?>> TEXT = Set.of(String.class, char.class, Character.class);

    private final ObjectNode definitions = Json.mapper().createObjectNode();
    private final String definitionsPath;

    private Schemas(String definitionsPath) {
        this.definitionsPath = definitionsPath;
    }

    /** The schema of a type as a document of its own: marker, reference, definitions. */
    public static ObjectNode draft04(Class<?> type) {
        var schemas = new Schemas("#/definitions/");
        var schema = schemas.schema(type);
        var document = Json.mapper().createObjectNode();
        document.put("$schema", "http://json-schema.org/draft-04/schema#");
        document.setAll(schema);
        document.set("definitions", schemas.definitions);
        return document;
    }

    /**
     * The schema of a type inside a larger document.
     *
     * @param path where the document keeps its schemas, {@code #/components/schemas/}
     * @param into gets the schemas of the types that it refers to
     */
    public static ObjectNode inside(Class<?> type, String path, ObjectNode into) {
        var schemas = new Schemas(path);
        var schema = schemas.schema(type);
        into.setAll(schemas.definitions);
        return schema;
    }

    private ObjectNode schema(Type type) {
        var node = Json.mapper().createObjectNode();
        if (type instanceof Class<?> raw) {
            return ofClass(raw, node);
        }
        if (type instanceof GenericArrayType array) {
            return node.put("type", "array").set("items", schema(array.getGenericComponentType()));
        }
        if (type instanceof ParameterizedType generic && generic.getRawType() instanceof Class<?> raw) {
            return ofGeneric(raw, generic.getActualTypeArguments(), node);
        }
        return anything(node);
    }

    private ObjectNode ofGeneric(Class<?> raw, Type[] arguments, ObjectNode node) {
        if (Optional.class.isAssignableFrom(raw)) {
            return schema(arguments[0]);
        }
        if (Collection.class.isAssignableFrom(raw)) {
            return node.put("type", "array").set("items", schema(arguments[0]));
        }
        if (Map.class.isAssignableFrom(raw)) {
            node.put("type", "object").putObject("patternProperties").set(".*", schema(arguments[1]));
            return node;
        }
        return ofClass(raw, node);
    }

    private ObjectNode ofClass(Class<?> raw, ObjectNode node) {
        if (TEXT.contains(raw) || raw.isEnum()) {
            return text(raw, node);
        }
        if (INTEGRAL.contains(raw)) {
            return node.put("type", "integer");
        }
        if (FLOATING.contains(raw)) {
            return node.put("type", "number");
        }
        if (BOOLEAN.contains(raw)) {
            return node.put("type", "boolean");
        }
        if (raw == Instant.class) {
            return node.put("type", "string").put("format", "date-time");
        }
        if (raw == URI.class || raw == URL.class) {
            return node.put("type", "string").put("format", "uri");
        }
        return ofComposite(raw, node);
    }

    private static ObjectNode text(Class<?> raw, ObjectNode node) {
        node.put("type", "string");
        if (raw.isEnum()) {
            var values = node.putArray("enum");
            for (var constant : raw.getEnumConstants()) {
                values.add(constant.toString());
            }
        }
        return node;
    }

    private ObjectNode ofComposite(Class<?> raw, ObjectNode node) {
        if (raw == byte[].class) {
            return node.put("type", "string").set("media", base64());
        }
        if (raw.isArray()) {
            return node.put("type", "array").set("items", schema(raw.getComponentType()));
        }
        if (raw.isRecord()) {
            define(raw);
            return node.put("$ref", definitionsPath + raw.getSimpleName());
        }
        return JsonNode.class.isAssignableFrom(raw) || raw == Json.class ? node : anything(node);
    }

    private static ObjectNode base64() {
        return Json.mapper().createObjectNode().put("binaryEncoding", "base64");
    }

    private static ObjectNode anything(ObjectNode node) {
        return node.put("type", "object").put("additionalProperties", true);
    }

    private void define(Class<?> type) {
        var name = type.getSimpleName();
        if (definitions.has(name)) {
            return;
        }
        // Entered before its components, or a type that contains itself would never end.
        var definition = definitions.putObject(name);
        var properties = Json.mapper().createObjectNode();
        var required = Json.mapper().createArrayNode();
        for (var component : type.getRecordComponents()) {
            var key = keyOf(component);
            properties.set(key, schema(component.getGenericType()));
            if (!optional(component.getAnnotatedType())) {
                required.add(key);
            }
        }
        if (!required.isEmpty()) {
            definition.set("required", required);
        }
        definition.set("properties", properties);
        definition.put("additionalProperties", false).put("type", "object");
    }

    private static String keyOf(RecordComponent component) {
        var named = component.getAccessor().getAnnotation(JsonProperty.class);
        return named == null || named.value().isEmpty() ? component.getName() : named.value();
    }

    /** By its name: it may be anybody's annotation, and none of them has to be on the class path. */
    private static boolean saysNullable(Annotation annotation) {
        return annotation.annotationType().getSimpleName().equals("Nullable");
    }

    private static boolean optional(AnnotatedType type) {
        return Arrays.stream(type.getAnnotations()).anyMatch(Schemas::saysNullable)
                || (type.getType() instanceof ParameterizedType generic && generic.getRawType() == Optional.class);
    }
}
