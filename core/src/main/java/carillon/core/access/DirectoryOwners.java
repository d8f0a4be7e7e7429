package carillon.core.access;

import carillon.sdk.event.UserId;
import java.util.UUID;

/** Owners by the directory: an id that is shown for a user is that user. Any thread. */
public final class DirectoryOwners implements Owners {

    private static final UUID ZERO = new UUID(0, 0);

    private final Directory directory;
    private final UUID server;
    private final boolean anonymous;

    /**
     * @param server the id of this instance: what is addressed to it is for everyone
     * @param anonymous whether callers without credentials are the user of the zero UUID
     */
    public DirectoryOwners(Directory directory, UUID server, boolean anonymous) {
        this.directory = directory;
        this.server = server;
        this.anonymous = anonymous;
    }

    @Override
    public Addressee of(String owner) {
        var id = UserId.parse(owner);
        if (id.isEmpty()) {
            return new Addressee.Named(owner);
        }
        return id.get().equals(server) ? new Addressee.Everyone() : user(id.get());
    }

    private Addressee user(UUID id) {
        var known = directory.userShownAs(id);
        if (known.isPresent()) {
            return new Addressee.Named(known.get().name());
        }
        return anonymous && id.equals(ZERO) ? new Addressee.Named(id.toString()) : new Addressee.Unknown(id.toString());
    }
}
