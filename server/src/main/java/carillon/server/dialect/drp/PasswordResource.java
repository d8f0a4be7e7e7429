package carillon.server.dialect.drp;

import carillon.core.access.AccessPolicy;
import carillon.core.access.Decision;
import carillon.core.access.Directory;
import carillon.server.http.Request;
import carillon.server.http.Response;
import carillon.server.http.Routes;

/**
 * {@code PUT /users/NAME/password}: a new password revokes all tokens of the user and ends the user's sockets. It takes all
 * rights of the user, so a token that was limited to some roles cannot set it.
 */
final class PasswordResource {

    private final Shelves shelves;
    private final AccessPolicy policy;

    PasswordResource(Shelves shelves, AccessPolicy policy) {
        this.shelves = shelves;
        this.policy = policy;
    }

    void mount(Routes routes) {
        routes.put("/users/{name}/password", this::put);
    }

    private Response put(Request request) {
        var name = request.parameter("name");
        return ObjectRequest.withObject(request, body -> {
            var password = body.get("Password");
            if (password == null || !password.isString() || !Directory.isPassword(password.stringValue())) {
                return DrpErrors.of(request, 400, "send {\"Password\":\"the new one\"}, without NUL at its end");
            }
            return switch (shelves.access().password(request.principal(), name, password.stringValue())) {
                case Decision.Lacking lacking -> DrpErrors.forbidden(request, lacking);
                case Decision.Exceeding exceeding -> DrpErrors.forbidden(request, exceeding.detail());
                case Decision.Hidden _ -> missing(request, name);
                case Decision.Allowed _ ->
                    shelves.access()
                            .get("users", name)
                            .map(item -> new ObjectRequest(request, "users", name, policy).mayRead(item)
                                    ? shelves.answer(item, 200)
                                    : Shelves.withheld(item))
                            .orElseGet(() -> missing(request, name));
            };
        });
    }

    private static Response missing(Request request, String name) {
        return DrpErrors.of(request, 404, "there is no user " + name);
    }
}
