// A servlet with the resources that a servlet container has none of by itself. @API@ is filled in by
// whoever compiles it.

import @API@.servlet.http.HttpServlet;
import @API@.servlet.http.HttpServletRequest;
import @API@.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;

public class Resources extends HttpServlet {
    private static final String PLAIN = "text/plain;charset=utf-8";

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        switch (request.getServletPath()) {
            case "/redirect" -> response.sendRedirect("/");
            case "/private" -> send(response, "Come in.\n".getBytes(StandardCharsets.UTF_8), PLAIN);
            case "/status" -> status(request, response);
            case "/chunked" -> {
                send(response, "The first chunk.\n".getBytes(StandardCharsets.UTF_8), PLAIN);
                response.flushBuffer();
                response.getOutputStream().print("The second.\n");
            }
            case "/inspect" -> inspect(request, response);
            default -> refuse(request, response);
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        byte[] content = request.getInputStream().readAllBytes();
        switch (request.getServletPath()) {
            case "/post", "/form" -> send(response,
                    (content.length + " octets\n").getBytes(StandardCharsets.UTF_8), PLAIN);
            case "/echo" -> {
                String type = request.getContentType();
                send(response, content, type == null ? "application/octet-stream" : type);
            }
            case "/inspect" -> inspect(request, response);
            default -> refuse(request, response);
        }
    }

    @Override
    protected void doPut(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        refuse(request, response);
    }

    @Override
    protected void doDelete(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        refuse(request, response);
    }

    @Override
    protected void doOptions(HttpServletRequest request, HttpServletResponse response) {
        response.setHeader("Allow", allowed(request));
    }

    private static String allowed(HttpServletRequest request) {
        return switch (request.getServletPath()) {
            case "/post", "/form", "/echo" -> "POST, OPTIONS";
            case "/inspect" -> "GET, HEAD, POST, OPTIONS";
            default -> "GET, HEAD, OPTIONS";
        };
    }

    private static void refuse(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        response.setHeader("Allow", allowed(request));
        response.sendError(405);
    }

    private static void send(HttpServletResponse response, byte[] content, String type)
            throws IOException {
        response.setContentType(type);
        response.getOutputStream().write(content);
    }

    private static void status(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        String name = request.getPathInfo();
        // Others have to come with fields of their own.
        if (name == null || !name.matches("/(20[04]|40[034]|41[034]|50[0-4])")) {
            response.sendError(404);
            return;
        }
        int code = Integer.parseInt(name.substring(1));
        if (code < 400) {
            response.setStatus(code);
        } else {
            response.sendError(code);
        }
    }

    // What the container made of the head: the URI, the request line, and the fields.
    private static void inspect(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        String query = request.getQueryString();
        String target = request.getRequestURI() + (query == null ? "" : "?" + query);
        StringBuilder text = new StringBuilder();
        text.append("URI: http://").append(request.getServerName()).append(':')
                .append(request.getServerPort()).append(target).append("\n\n")
                .append(request.getMethod()).append(' ').append(target).append(' ')
                .append(request.getProtocol()).append('\n');
        for (String name : Collections.list(request.getHeaderNames())) {
            for (String value : Collections.list(request.getHeaders(name))) {
                text.append(name).append(": ").append(value).append('\n');
            }
        }
        response.setHeader("Cache-Control", "no-store");
        send(response, text.toString().getBytes(StandardCharsets.ISO_8859_1), PLAIN);
    }
}
