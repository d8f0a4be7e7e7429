package carillon.server.dialect.meshery;

import carillon.sdk.event.Json;
import graphql.GraphQL;
import graphql.execution.ResultNodesInfo;
import graphql.schema.GraphQLSchema;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A GraphQL request as it comes by either transport. */
record GraphQlRequest(String query, @Nullable String operationName, Map<String, Object> variables) {

    /** The usual introspection query has some 3,000 of this schema. With aliases, a question of 10 KB could have 100,000. */
    private static final int MOST_NODES = 20_000;

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

    /** The whole result of a query, as the specification of GraphQL has it. Its size is bounded: it only tells about the schema. */
    Map<String, Object> answer(GraphQL queries) {
        var input = EventSelection.input(query)
                .graphQLContext(Map.of(ResultNodesInfo.MAX_RESULT_NODES, MOST_NODES))
                .operationName(operationName)
                .variables(variables)
                .build();
        return queries.execute(input).toSpecification();
    }

    EventSelection.Outcome read(GraphQLSchema schema) {
        return EventSelection.read(schema, query, operationName, variables);
    }
}
