package carillon.server.dialect.meshery;

import graphql.schema.Coercing;
import graphql.schema.GraphQLScalarType;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;

/** The GraphQL schema (meshery-events 9.3). Names are exact: {@code userID}, {@code operationID}, {@code systemID}. */
final class EventSchema {

    private static final String TYPES = """
            scalar Map
            scalar Time
            enum Severity { emergency alert critical error warning success informational debug }
            type Event {
              id: ID!
              userID: ID!
              actedUpon: ID!
              operationID: ID!
              systemID: ID!
              severity: Severity!
              action: String!
              status: String!
              category: String!
              description: String!
              metadata: Map
              createdAt: Time!
              updatedAt: Time!
              deletedAt: Time
            }
            type Query {
              "Always true. GraphQL asks for a query type; lists are at /api/system/events."
              alive: Boolean!
            }
            type Subscription {
              "Events of the caller and of everyone, as they happen."
              subscribeEvents: Event!
            }
            """;

    private EventSchema() {}

    static GraphQLSchema create() {
        var wiring = RuntimeWiring.newRuntimeWiring()
                .scalar(scalar("Map"))
                .scalar(scalar("Time"))
                .type("Query", type -> type.dataFetcher("alive", environment -> true))
                .build();
        return new SchemaGenerator().makeExecutableSchema(new SchemaParser().parse(TYPES), wiring);
    }

    /** Only ever sent, and by our own writer: there is nothing to convert. */
    private static GraphQLScalarType scalar(String name) {
        return GraphQLScalarType.newScalar()
                .name(name)
                .coercing(new Coercing<Object, Object>() {})
                .build();
    }
}
