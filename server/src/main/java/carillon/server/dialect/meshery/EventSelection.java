package carillon.server.dialect.meshery;

import carillon.sdk.event.Json;
import graphql.ExecutionInput;
import graphql.GraphQLError;
import graphql.GraphQLException;
import graphql.ParseAndValidate;
import graphql.execution.RawVariables;
import graphql.language.OperationDefinition;
import graphql.normalized.ExecutableNormalizedField;
import graphql.normalized.ExecutableNormalizedOperationFactory;
import graphql.parser.ParserOptions;
import graphql.schema.GraphQLSchema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * What one GraphQL subscription selects, worked out once: fragments, variables and directives are resolved when it is
 * made, so that writing an event is a loop over names. Executing the query anew for each event would cost the fan-out
 * thread a hundred times as much.
 *
 * @param fields of the selection, one for each {@code subscribeEvents} under another alias
 */
record EventSelection(List<Root> fields) {

    private static final int MOST_ERRORS = 20;

    private static final ExecutableNormalizedOperationFactory.Options NORMALIZING =
            ExecutableNormalizedOperationFactory.Options.defaultOptions()
                    .maxFieldsCount(SelectionBounds.MOST_FIELDS)
                    .maxChildrenDepth(SelectionBounds.MOST_DEPTH);

    /** One root field by the name that its result has. */
    record Root(String key, boolean typename, List<Leaf> leaves) {}

    /** A field of the event, and the name that it has in the result. */
    record Leaf(String key, String field) {}

    /** What became of a query text. */
    sealed interface Outcome {

        record Subscription(EventSelection selection) implements Outcome {}

        /** A query or mutation: for the HTTP transport. */
        record Other() implements Outcome {}

        record Invalid(List<String> messages) implements Outcome {}
    }

    static Outcome read(
            GraphQLSchema schema, String query, @Nullable String operationName, Map<String, Object> variables) {
        var parsed = ParseAndValidate.parse(input(query).build());
        if (parsed.isFailure()) {
            return new Outcome.Invalid(
                    List.of(String.valueOf(parsed.getSyntaxException().getMessage())));
        }
        var document = parsed.getDocument();
        var breach = SelectionBounds.breach(document);
        if (breach.isPresent()) {
            return new Outcome.Invalid(List.of(breach.get()));
        }
        var errors = ParseAndValidate.validate(schema, document);
        if (!errors.isEmpty()) {
            return new Outcome.Invalid(errors.stream()
                    .limit(MOST_ERRORS)
                    .map(GraphQLError::getMessage)
                    .toList());
        }
        try {
            var operation = ExecutableNormalizedOperationFactory.createExecutableNormalizedOperationWithRawVariables(
                    schema, document, operationName, RawVariables.of(variables), NORMALIZING);
            return operation.getOperation() == OperationDefinition.Operation.SUBSCRIPTION
                    ? new Outcome.Subscription(new EventSelection(operation.getTopLevelFields().stream()
                            .map(EventSelection::root)
                            .toList()))
                    : new Outcome.Other();
        } catch (GraphQLException badVariables) {
            // Unknown operation names and unfit variables come as exceptions of several kinds under this one.
            return new Outcome.Invalid(List.of(String.valueOf(badVariables.getMessage())));
        }
    }

    /** An execution whose text is parsed within the bounds. */
    static ExecutionInput.Builder input(String query) {
        return ExecutionInput.newExecutionInput(query)
                .graphQLContext(Map.of(ParserOptions.class, SelectionBounds.PARSING));
    }

    private static Root root(ExecutableNormalizedField field) {
        return new Root(
                field.getResultKey(),
                field.getName().equals("__typename"),
                field.getChildren().stream()
                        .map(child -> new Leaf(child.getResultKey(), child.getName()))
                        .toList());
    }

    /** Writes the {@code data} object for one event. */
    void write(JsonGenerator json, MesheryEvent event) {
        json.writeStartObject();
        for (var root : fields) {
            json.writeName(root.key());
            if (root.typename()) {
                json.writeString("Subscription");
            } else {
                json.writeStartObject();
                root.leaves().forEach(leaf -> write(json, leaf, event));
                json.writeEndObject();
            }
        }
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Leaf leaf, MesheryEvent event) {
        json.writeName(leaf.key());
        switch (leaf.field()) {
            case "__typename" -> json.writeString("Event");
            case "id" -> json.writeString(event.id());
            case "userID" -> json.writeString(event.owner() == null ? Uuids.ZERO.toString() : event.owner());
            case "actedUpon" -> json.writeString(event.actedUpon());
            case "operationID" -> json.writeString(event.operationId());
            case "systemID" -> json.writeString(event.systemId());
            case "severity" -> json.writeString(event.severity());
            case "action" -> json.writeString(event.action());
            case "status" -> json.writeString(event.status());
            case "category" -> json.writeString(event.category());
            case "description" -> json.writeString(event.description());
            case "metadata" -> json.writeRawValue(orEmpty(event.metadata()));
            case "createdAt" -> json.writeString(event.createdAt().toString());
            case "updatedAt" -> json.writeString(event.updatedAt().toString());
            case "deletedAt" -> json.writeNull();
            default -> throw new IllegalStateException("the schema has a field that nobody writes: " + leaf.field());
        }
    }

    private static String orEmpty(Json metadata) {
        return metadata.isNull() ? "{}" : metadata.toString();
    }
}
