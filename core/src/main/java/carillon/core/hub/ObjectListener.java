package carillon.core.hub;

import carillon.core.log.Entry;

/** Follows the states of objects. Called in log order, on the log's writer thread: must neither block nor throw. */
@FunctionalInterface
public interface ObjectListener {

    /**
     * An object has another state, or is gone.
     *
     * @param version its version from now on
     */
    void changed(long version, Entry.ObjectChanged change);
}
