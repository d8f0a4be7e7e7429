package carillon.server.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CommandLineTest {

    @Test
    void splitsAtWhiteSpaceAndGroupsByDoubleQuotes() {
        assertThat(CommandLine.split("  echo  \"two words\" a\"b c\"d ")).containsExactly("echo", "two words", "ab cd");
    }

    @Test
    void threeQuotesAreOneLiteralQuote() {
        assertThat(CommandLine.split("echo \"\"\"x\"\"\"")).containsExactly("echo", "\"x\"");
    }

    @Test
    void shellSignsMeanNothing() {
        assertThat(CommandLine.split("echo 'a | b' > c \\$HOME"))
                .containsExactly("echo", "'a", "|", "b'", ">", "c", "\\$HOME");
    }

    @Test
    void blankTextHasNoWords() {
        assertThat(CommandLine.split(" \t\"\" ")).isEmpty();
    }
}
