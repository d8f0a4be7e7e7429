package carillon.core.access;

import java.util.List;

/** A named list of claims. */
public record Role(String name, List<Claim> claims) {

    /** The role that may do everything. */
    public static final Role SUPERUSER = new Role("superuser", List.of(Claim.ALL));

    public Role {
        claims = List.copyOf(claims);
    }
}
