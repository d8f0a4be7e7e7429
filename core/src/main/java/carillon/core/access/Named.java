package carillon.core.access;

/** What the name of a principal says. */
sealed interface Named {

    record Account(String user) implements Named {}

    record Machine(String uuid) implements Named {}

    record Other() implements Named {}

    static Named of(String principal) {
        if (principal.startsWith(Principal.RUNNER)) {
            return new Machine(principal.substring(Principal.RUNNER.length()));
        }
        return principal.startsWith("user:") ? new Account(principal.substring("user:".length())) : new Other();
    }
}
