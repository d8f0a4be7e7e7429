package carillon.server.dialect.meshery;

import graphql.language.Document;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.Node;
import graphql.language.OperationDefinition;
import graphql.language.SelectionSet;
import graphql.parser.ParserOptions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How much a GraphQL document may ask for. A short text can stand for a very large one: an alias repeats a field for a few
 * bytes, and fragments that spread each other double what is selected with each of them. So the fields are counted as they are
 * after all fragments are put in, before anything else looks at the document. The usual introspection query needs some 200 fields.
 */
final class SelectionBounds {

    static final int MOST_FIELDS = 500;
    static final int MOST_DEPTH = 20;
    private static final int MOST_CHARACTERS = 32_768;
    private static final int MOST_TOKENS = 4_000;
    private static final int MOST_FRAGMENTS = 50;

    /** For the parser, which stops at the first token too many. */
    static final ParserOptions PARSING = ParserOptions.newParserOptions()
            .maxCharacters(MOST_CHARACTERS)
            .maxTokens(MOST_TOKENS)
            .maxWhitespaceTokens(MOST_CHARACTERS)
            .maxRuleDepth(200)
            .build();

    /** What a selection comes to with its fragments put in. */
    private record Extent(int fields, int depth) {
        static final Extent NONE = new Extent(0, 0);

        Extent beside(Extent other) {
            return new Extent(Math.min(MOST_FIELDS + 1, fields + other.fields), Math.max(depth, other.depth));
        }

        Extent inside() {
            return NONE.beside(new Extent(fields + 1, depth + 1));
        }
    }

    private final Map<String, FragmentDefinition> fragments = new HashMap<>();
    private final Map<String, Extent> known = new HashMap<>();

    private SelectionBounds(Document document) {
        for (var fragment : document.getDefinitionsOfType(FragmentDefinition.class)) {
            fragments.put(fragment.getName(), fragment);
        }
    }

    /** Why the document is refused; empty if it is within the bounds. */
    static Optional<String> breach(Document document) {
        if (document.getDefinitionsOfType(FragmentDefinition.class).size() > MOST_FRAGMENTS) {
            return Optional.of("a document has at most " + MOST_FRAGMENTS + " fragments");
        }
        var bounds = new SelectionBounds(document);
        var whole = Extent.NONE;
        for (var operation : document.getDefinitionsOfType(OperationDefinition.class)) {
            whole = whole.beside(bounds.extent(operation.getSelectionSet()));
        }
        for (var fragment : bounds.fragments.values()) {
            // Also those that nothing spreads: they are validated like the others.
            var extent = bounds.extent(fragment);
            whole = new Extent(Math.max(whole.fields, extent.fields), Math.max(whole.depth, extent.depth));
        }
        if (whole.fields > MOST_FIELDS) {
            return Optional.of(
                    "at most " + MOST_FIELDS + " fields may be selected, counted with aliases and fragments");
        }
        return whole.depth > MOST_DEPTH
                ? Optional.of("fields may be nested " + MOST_DEPTH + " deep at most")
                : Optional.empty();
    }

    private Extent extent(@Nullable SelectionSet selections) {
        var extent = Extent.NONE;
        if (selections == null) {
            return extent;
        }
        for (Node<?> selection : selections.getSelections()) {
            extent = extent.beside(
                    switch (selection) {
                        case Field field -> extent(field.getSelectionSet()).inside();
                        case InlineFragment inline -> extent(inline.getSelectionSet());
                        case FragmentSpread spread -> extent(fragments.get(spread.getName()));
                        default -> Extent.NONE;
                    });
        }
        return extent;
    }

    private Extent extent(@Nullable FragmentDefinition fragment) {
        if (fragment == null) {
            return Extent.NONE;
        }
        var before = known.get(fragment.getName());
        if (before == null) {
            // A fragment that spreads itself counts nothing there: validation refuses it.
            known.put(fragment.getName(), Extent.NONE);
            before = extent(fragment.getSelectionSet());
            known.put(fragment.getName(), before);
        }
        return before;
    }
}
