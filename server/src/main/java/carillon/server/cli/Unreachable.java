package carillon.server.cli;

/** No server answers. */
final class Unreachable {

    private Unreachable() {}

    static CliFailure failure() {
        return new CliFailure(
                ExitCode.UNAVAILABLE,
                "no server answers; start one with 'carillon serve', or name it with --server or CARILLON_SERVER");
    }
}
