package carillon.sdk.event;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An error as MeshKit writes it (meshery-events 4.3): what went wrong, why, and what to do. Belongs into the metadata of an
 * event under {@code error}; {@link #metadata()} makes that.
 *
 * @param code unique to the error, for example {@code meshery-server-1304}
 * @param severity MeshKit's own scale, not that of events
 * @param additionalInfo anything that JSON can say; null for nothing
 */
public record ErrorDetail(
        String code,
        Level severity,
        List<String> shortDescription,
        List<String> longDescription,
        List<String> probableCause,
        List<String> suggestedRemediation,
        @Nullable Object additionalInfo) {

    /** MeshKit's severities; the numbers are on the wire. */
    public enum Level {
        EMERGENCY(0),
        NONE(1),
        ALERT(2),
        CRITICAL(3),
        FATAL(4);

        private final int number;

        Level(int number) {
            this.number = number;
        }

        public int number() {
            return number;
        }
    }

    public ErrorDetail {
        shortDescription = List.copyOf(shortDescription);
        longDescription = List.copyOf(longDescription);
        probableCause = List.copyOf(probableCause);
        suggestedRemediation = List.copyOf(suggestedRemediation);
    }

    /** An error with one line of each kind. */
    public static ErrorDetail of(String code, Level severity, String what, String detail, String cause, String remedy) {
        return new ErrorDetail(code, severity, List.of(what), List.of(detail), List.of(cause), List.of(remedy), null);
    }

    /** The members in the spelling of the wire, which is PascalCase in every dialect and profile. */
    public Map<String, Object> asMap() {
        var members = new LinkedHashMap<String, Object>();
        members.put("Code", code);
        members.put("Severity", severity.number());
        members.put("ShortDescription", shortDescription);
        members.put("LongDescription", longDescription);
        members.put("ProbableCause", probableCause);
        members.put("SuggestedRemediation", suggestedRemediation);
        if (additionalInfo != null) {
            members.put("AdditionalInfo", additionalInfo);
        }
        return members;
    }

    /** Metadata that holds this error alone. */
    public Map<String, Object> metadata() {
        var metadata = new LinkedHashMap<String, Object>();
        metadata.put("error", asMap());
        return metadata;
    }
}
