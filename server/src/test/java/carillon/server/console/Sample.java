package carillon.server.console;

/** A morning of a small company, for pictures. */
final class Sample {

    /** How many events {@link #publish} adds. */
    static final int SIZE = 11;

    private Sample() {}

    /** Answers the id of the newest one. */
    static String publish(ConsoleBed bed, String user) {
        bed.publish(user, "debug", "rsync of `tank/media`: 18 of 212 files", "backup", "{}");
        bed.publish(user, "informational", "Evaluated 32 relationships in design `edge gateway`", "relationship", "{}");
        bed.publish(user, "success", "Nightly backup of `tank/home` finished after 12 min", "backup", "{}");
        bed.publish(user, "success", "Cluster `minikube` registered", "connection", "{}");
        bed.publish(user, "warning", "Certificate of `hub.example.org` ends in 9 days", "registration", "{}");
        bed.publish(user, "informational", "MeshSync took in 1 204 resources of `prod-1`", "meshsync", "{}");
        bed.publish(user, "critical", "Pool `tank` is degraded: `ada3` reports 118 read errors", "disk", "{}");
        bed.publish(user, "success", "Deployed `bookinfo` to `prod-1`: 14 components", "pattern", "{}");
        bed.publish(user, "warning", "Design `shop` is valid, but 3 components have no limits", "pattern", "{}");
        bed.publish(user, "error", "Could not reach cluster `staging-eu`", "connection", """
                {"error": {"Code": "meshery-server-1304", "Severity": 2,
                  "ShortDescription": ["The Kubernetes API did not answer"],
                  "LongDescription": ["dial tcp 10.2.0.1:6443: i/o timeout"],
                  "ProbableCause": ["The cluster is stopped", "A firewall drops the traffic to `10.2.0.1`"],
                  "SuggestedRemediation": ["Start the cluster with `minikube start`", "Open port 6443 to the server"]},
                 "doc": "https://docs.meshery.io/guides/troubleshooting/installation",
                 "attempt": 3, "context": {"cluster": "staging-eu", "nodes": ["a1", "a2"], "ready": false}}
                """);
        return bed.publish(user, "success", "Machine `n7` is runnable again", "machines", "{}");
    }
}
