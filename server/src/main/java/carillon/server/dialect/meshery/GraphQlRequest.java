package carillon.server.dialect.meshery;

import carillon.sdk.event.Json;
import graphql.GraphQL;
import graphql.schema.GraphQLSchema;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A GraphQL request as it comes by either transport. */
record GraphQlRequest(String query, @Nullable String operationName, Map<String, Object> variables) {

    static GraphQlRequest of(JsonNode payload) {
        var name = payload.get("operationName");
        return new GraphQlRequest(
                payload.path("query").asString(""),
                name != null && name.isString() && !name.stringValue().isEmpty() ? name.stringValue() : null,
                variables(payload.get("variables")));
    }

    private static Map<String, Object> variables(@Nullable JsonNode node) {
        var variables = new HashMap<String, Object>();
        if (node != null && node.isObject()) {
            node.properties()
                    .forEach(entry ->
                            variables.put(entry.getKey(), Json.mapper().treeToValue(entry.getValue(), Object.class)));
        }
        return variables;
    }

    /** The whole result of a query, as the specification of GraphQL has it. */
    Map<String, Object> answer(GraphQL queries) {
        var input = EventSelection.input(query)
                .operationName(operationName)
                .variables(variables)
                .build();
        return queries.execute(input).toSpecification();
    }

    EventSelection.Outcome read(GraphQLSchema schema) {
        return EventSelection.read(schema, query, operationName, variables);
    }
}
