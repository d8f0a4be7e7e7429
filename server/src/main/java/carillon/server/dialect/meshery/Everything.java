package carillon.server.dialect.meshery;

import carillon.sdk.filter.Spec;
import carillon.sdk.filter.SpecParse;

/** The one subscription that Meshery knows: all that the user may see. */
final class Everything {

    static final Spec SPEC = parse();

    private Everything() {}

    private static Spec parse() {
        return switch (Spec.parse("*.*.*")) {
            case SpecParse.Parsed(Spec spec) -> spec;
            case SpecParse.Rejected rejected -> throw new IllegalStateException(rejected.detail());
        };
    }
}
