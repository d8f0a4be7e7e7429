package carillon.server.http;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Answers one request from the event loop, for hot paths and for answers that wait for something else (long polling).
 * Must not block; the stage may be completed on any thread. Its future is cancelled when whoever asked has gone: what only
 * that answer was to carry can be kept then.
 */
@FunctionalInterface
public interface AsyncHandler {

    /**
     * Begins to answer.
     *
     * @param loop the event loop of whoever asked: the place to make the answer on, when what it waits for has come on a thread that
     *     others need
     */
    CompletionStage<Response> handle(Request request, Executor loop);
}
