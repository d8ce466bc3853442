import java.net.URI;
import java.net.http.*;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.extension.*;

/** One server for a run, and a site of its own for each test, as a parameter. */
public class Understudy implements ParameterResolver {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String ADMIN = start(), JSON = "application/json", STRAY = "{\"outcome\":[\"malformed\",\"unknown\",\"failed\"]}";
    public record Site(String name, String url) {
        public void expect(String match, int times) throws Exception {
            var answer = post(ADMIN + "/api/requests/verify", JSON, "{\"site\":\"%s\",\"match\":%s,\"times\":%d}".formatted(name, match, times));
            if (answer.statusCode() != 200) Assertions.fail(answer.body() + "\n" + ADMIN + "/requests?site=" + name);
        }
    }
    private static String start() {
        try {
            // The end of this process closes the server's standard input, so that no server is left behind.
            var server = new ProcessBuilder("understudy", "serve", "--listen=127.0.0.1:0", "--admin-listen=127.0.0.1:0",
                "--unknown-prefix=refuse", "--exit-on-stdin-close").redirectError(ProcessBuilder.Redirect.INHERIT).start();
            return server.inputReader().readLine().replaceAll("^understudy ready .*admin=", "");
        } catch (Exception error) { throw new ExceptionInInitializerError(error); }
    }
    public static HttpResponse<String> post(String url, String type, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(url)).header("Content-Type", type).POST(HttpRequest.BodyPublishers.ofString(body));
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) { return parameter.getParameter().getType() == Site.class; }
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) throws ParameterResolutionException {
        try {
            var answer = post(ADMIN + "/api/sites", JSON, "{\"ttl\":\"1h\",\"settings\":{\"reveal\":true}}").body();
            var made = Pattern.compile("\"name\":\"(.*?)\",\"url\":\"(.*?)\"").matcher(answer);
            Assertions.assertTrue(made.find(), "no site was made");
            var site = new Site(made.group(1), made.group(2)); // When the test ends, it must have made no stray calls.
            test.getStore(ExtensionContext.Namespace.GLOBAL).put(site, (ExtensionContext.Store.CloseableResource) () -> site.expect(STRAY, 0));
            return site;
        } catch (Exception error) { throw new ParameterResolutionException("no site was made", error); }
    }
}
