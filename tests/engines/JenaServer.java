// Query, Update and the Graph Store Protocol over Jena's TDB2, as Fuseki offers them: /ds/query, /ds/update, /ds/data.
// Debian has Jena and no Fuseki.  Arguments: PORT FOLDER UNION(true|false) [USER PASSWORD]
import com.sun.net.httpserver.BasicAuthenticator;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.apache.jena.query.Dataset;
import org.apache.jena.query.Query;
import org.apache.jena.query.QueryExecution;
import org.apache.jena.query.QueryExecutionFactory;
import org.apache.jena.query.QueryFactory;
import org.apache.jena.query.QueryParseException;
import org.apache.jena.query.ReadWrite;
import org.apache.jena.query.ResultSetFormatter;
import org.apache.jena.rdf.model.Model;
import org.apache.jena.rdf.model.ModelFactory;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFDataMgr;
import org.apache.jena.riot.RiotException;
import org.apache.jena.sparql.core.DatasetDescription;
import org.apache.jena.sparql.core.DynamicDatasets;
import org.apache.jena.tdb2.TDB2;
import org.apache.jena.tdb2.TDB2Factory;
import org.apache.jena.update.UpdateExecutionFactory;
import org.apache.jena.update.UpdateFactory;

public class JenaServer {
    private final Dataset dataset;
    private final boolean union;

    JenaServer(String folder, boolean union) {
        this.dataset = TDB2Factory.connectDataset(folder);
        this.union = union;
    }

    public static void main(String[] args) throws IOException {
        JenaServer server = new JenaServer(args[1], Boolean.parseBoolean(args[2]));
        HttpServer http = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0])), 0);
        Map<String, Answerer> routes = Map.of("/ds/query", server::query, "/ds/update", server::update, "/ds/data", server::data);
        routes.forEach((path, answerer) -> {
            HttpContext context = http.createContext(path, exchange -> guarded(exchange, answerer));
            if (args.length > 4)
                context.setAuthenticator(new BasicAuthenticator("engine") {
                    @Override public boolean checkCredentials(String user, String password) {
                        return user.equals(args[3]) && password.equals(args[4]);
                    }
                });
        });
        http.setExecutor(Executors.newFixedThreadPool(4));
        http.start();
        System.out.println("ready");
    }

    interface Answerer { void answer(HttpExchange exchange, byte[] body, Map<String, String> fields) throws IOException; }

    static void guarded(HttpExchange exchange, Answerer answerer) throws IOException {
        try {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Map<String, String> fields = fields(exchange.getRequestURI().getRawQuery());
            String type = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"));
            if (type.startsWith("application/x-www-form-urlencoded")) fields.putAll(fields(new String(body, StandardCharsets.UTF_8)));
            if (type.startsWith("application/sparql-query")) fields.put("query", new String(body, StandardCharsets.UTF_8));
            if (type.startsWith("application/sparql-update")) fields.put("update", new String(body, StandardCharsets.UTF_8));
            answerer.answer(exchange, body, fields);
        } catch (QueryParseException | RiotException error) {
            send(exchange, 400, "text/plain", String.valueOf(error.getMessage()).getBytes(StandardCharsets.UTF_8));
        } catch (RuntimeException error) {
            error.printStackTrace();
            send(exchange, 500, "text/plain", String.valueOf(error).getBytes(StandardCharsets.UTF_8));
        }
    }

    static Map<String, String> fields(String encoded) {
        Map<String, String> found = new HashMap<>();
        for (String pair : (encoded == null ? "" : encoded).split("&")) {
            int at = pair.indexOf('=');
            if (at > 0) found.merge(pair.substring(0, at), URLDecoder.decode(pair.substring(at + 1), StandardCharsets.UTF_8), (a, b) -> a + "\n" + b);
        }
        return found;
    }

    static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) exchange.getResponseBody().write(body);
        exchange.close();
    }

    void query(HttpExchange exchange, byte[] body, Map<String, String> fields) throws IOException {
        Query query = QueryFactory.create(fields.getOrDefault("query", ""));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String type = "application/sparql-results+json";
        dataset.begin(ReadWrite.READ);
        DatasetDescription asked = new DatasetDescription();
        addAll(fields.get("default-graph-uri"), asked::addDefaultGraphURI);
        addAll(fields.get("named-graph-uri"), asked::addNamedGraphURI);
        Dataset over = asked.isEmpty() ? dataset : DynamicDatasets.dynamicDataset(asked, dataset, false);
        try (QueryExecution execution = QueryExecutionFactory.create(query, over)) {
            if (union && asked.isEmpty()) execution.getContext().set(TDB2.symUnionDefaultGraph, true);
            if (query.isSelectType()) {
                ResultSetFormatter.outputAsJSON(out, execution.execSelect());
            } else if (query.isAskType()) {
                ResultSetFormatter.outputAsJSON(out, execution.execAsk());
            } else {
                type = "application/n-triples";
                RDFDataMgr.write(out, query.isConstructType() ? execution.execConstruct() : execution.execDescribe(), Lang.NTRIPLES);
            }
        } finally {
            dataset.end();
        }
        send(exchange, 200, type, out.toByteArray());
    }

    static void addAll(String listed, Consumer<String> add) {
        if (listed != null) for (String iri : listed.split("\n")) add.accept(iri);
    }

    void update(HttpExchange exchange, byte[] body, Map<String, String> fields) throws IOException {
        write(() -> UpdateExecutionFactory.create(UpdateFactory.create(fields.getOrDefault("update", "")), dataset).execute());
        send(exchange, 204, "text/plain", new byte[0]);
    }

    void data(HttpExchange exchange, byte[] body, Map<String, String> fields) throws IOException {
        String graph = fields.get("graph"), method = exchange.getRequestMethod();
        dataset.begin(ReadWrite.READ);
        boolean there;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            there = dataset.containsNamedModel(graph);
            if (there && method.equals("GET")) RDFDataMgr.write(out, dataset.getNamedModel(graph), Lang.NTRIPLES);
        } finally {
            dataset.end();
        }
        if (!there && !method.equals("PUT") && !method.equals("POST")) {
            send(exchange, 404, "text/plain", "no such graph".getBytes());
        } else if (method.equals("GET")) {
            send(exchange, 200, "application/n-triples", out.toByteArray());
        } else {
            Model model = ModelFactory.createDefaultModel();
            if (!method.equals("DELETE")) RDFDataMgr.read(model, new ByteArrayInputStream(body), Lang.TURTLE);
            write(() -> {
                if (!method.equals("POST")) dataset.removeNamedModel(graph);
                if (!method.equals("DELETE")) dataset.getNamedModel(graph).add(model);
            });
            send(exchange, there ? 204 : 201, "text/plain", new byte[0]);
        }
    }

    synchronized void write(Runnable change) {
        dataset.begin(ReadWrite.WRITE);
        try {
            change.run();
            dataset.commit();
        } finally {
            dataset.end();
        }
    }
}
