package carillon.server.source.hostsample;

import carillon.core.thread.HubThreads;
import carillon.core.thread.HubTimer;
import carillon.server.source.EventSink;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes samples of the host again and again. What a look cannot find out is logged and tried again at the next. */
public final class HostSampler implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HostSampler.class);

    private final HostSamples samples;
    private final Duration period;
    private final EventSink sink;
    private final HubTimer thread;

    /** With the name of the host that events name as their source. */
    public HostSampler(Duration period, String source, EventSink sink, HubThreads threads) {
        this.thread = threads.patientTimer("host-sampler");
        this.period = period;
        this.samples = new HostSamples(source);
        this.sink = sink;
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    public void start() {
        thread.scheduleWithFixedDelay(this::look, 0, period.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void look() {
        try {
            samples.take().forEach(sink::publish);
        } catch (RuntimeException failure) {
            LOG.warn("the host could not be sampled; the next try comes in {}", period, failure);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
