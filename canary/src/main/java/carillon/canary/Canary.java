package carillon.canary;

/** Returns null where null is forbidden. On a new JDK an old checker can go silent; then this compiles. */
final class Canary {

    private Canary() {}

    static String song() {
        return null;
    }
}
