package carillon.server.source.jobs;

import carillon.sdk.event.Json;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** The answer to {@code list} (section 8.3): each queue that was used, as it is now. */
final class JobList {

    private JobList() {}

    static ObjectNode of(Map<QueueName, List<Job>> queues) {
        var jobs = Json.mapper().createObjectNode();
        queues.forEach((name, queue) -> {
            var members = jobs.putObject(name.wire());
            for (int i = 0; i < queue.size(); i++) {
                var job = queue.get(i);
                // Of two jobs with one id only the later shows.
                var member = members.putObject(job.id);
                var commands = member.putArray("commands");
                job.commands.forEach(commands::add);
                member.put("state", job.state.wire());
                if (name.serial()) {
                    member.put("queue_position", Integer.toString(i));
                }
            }
        });
        return jobs;
    }
}
