package carillon.server.e2e;

/** One kind of attack, under the name that a finding is reported by. What it meets and should not is thrown. */
record Attack(String name, Step step) {

    /** Any thread; may be under way several times. */
    interface Step {
        void by(Attacker attacker) throws Exception;
    }

    @Override
    public String toString() {
        return name;
    }
}
