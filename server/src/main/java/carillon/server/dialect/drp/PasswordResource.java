package carillon.server.dialect.drp;

import carillon.core.access.ClaimAuthorizer;
import carillon.core.access.Directory;
import carillon.server.http.Request;
import carillon.server.http.Response;
import carillon.server.http.Routes;

/** {@code PUT /users/NAME/password}: a new password revokes all tokens of the user and ends his sockets. */
final class PasswordResource {

    private final Directory directory;
    private final Shelves shelves;
    private final ClaimAuthorizer authorizer;

    PasswordResource(Directory directory, Shelves shelves, ClaimAuthorizer authorizer) {
        this.directory = directory;
        this.shelves = shelves;
        this.authorizer = authorizer;
    }

    void mount(Routes routes) {
        routes.put("/users/{name}/password", this::put);
    }

    private Response put(Request request) {
        var name = request.parameter("name");
        var user = directory.user(name);
        if (user.isEmpty()) {
            return DrpErrors.of(request, 404, "there is no user " + name);
        }
        if (!authorizer.rights(request.principal()).contains("users", "password", name)) {
            return DrpErrors.forbidden(request, "users", "password", name);
        }
        return ObjectRequest.withObject(request, body -> {
            var password = body.get("Password");
            if (password == null || !password.isString() || !Directory.isPassword(password.stringValue())) {
                return DrpErrors.of(request, 400, "send {\"Password\":\"the new one\"}, without NUL at its end");
            }
            directory.put(directory.withPassword(user.get(), password.stringValue()));
            return shelves.access()
                    .get("users", name)
                    .map(item -> shelves.answer(item, 200))
                    .orElseGet(() -> DrpErrors.of(request, 404, "there is no user " + name));
        });
    }
}
