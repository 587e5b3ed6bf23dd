package io.productcatalog.command.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * A writer of problem responses outside of controllers. An unexpected error gets an id, under which the log has its
 * cause.
 */
@Component
public class ProblemWriter {

    private static final Logger log = LoggerFactory.getLogger(ProblemWriter.class);

    private final JsonMapper json;

    ProblemWriter(JsonMapper json) {
        this.json = json;
    }

    /** Logs an unexpected error. The problem contains only the id of the log entry. */
    static ProblemDetail unexpected(Throwable error, String method, String path) {
        String id = UUID.randomUUID().toString();
        log.atError().setCause(error).addKeyValue("errorId", id).log("Unexpected error {} in {} {}", id, method, path);
        ProblemDetail problem = ProblemType.INTERNAL_ERROR.problem();
        problem.setProperty("errorId", id);
        return problem;
    }

    /** Writes the problem as the whole response, unless a response has already been sent. */
    public void write(ProblemDetail problem, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        write(problem, request.getRequestURI(), response);
    }

    void write(ProblemDetail problem, String path, HttpServletResponse response) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        problem.setInstance(instance(path));
        byte[] body = json.writeValueAsBytes(problem);
        response.resetBuffer();
        response.setStatus(problem.getStatus());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private static URI instance(String path) {
        try {
            return URI.create(path);
        } catch (IllegalArgumentException e) {
            return URI.create("/");
        }
    }
}
