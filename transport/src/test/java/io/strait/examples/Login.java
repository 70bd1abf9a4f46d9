package io.strait.examples;

import static java.time.Duration.ofSeconds;

import io.strait.transport.Connection;
import io.strait.transport.CoroutineHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/// A line protocol with a login, in the manner of SMTP or POP3. The client has 30 seconds for each
/// command. Where it is in the protocol is where the code is.
record Login(Map<String, String> passwords) implements CoroutineHandler.Body<String> {
    static final Duration LIMIT = ofSeconds(30);

    @Override
    public void run(Connection<String> connection) throws IOException {
        connection.write("220 hello\n");
        try {
            for (int attempts = 0; attempts < 3; attempts++) {
                String user = argument(connection, "USER ");
                connection.write("331 password?\n");
                String password = argument(connection, "PASS ");
                if (password.equals(passwords.get(user))) {
                    connection.write("230 welcome, " + user + "\n");
                    serve(connection, user);
                    return;
                }
                connection.write("530 no\n");
            }
            connection.write("421 too many attempts\n");
        } catch (TimeoutException tooSlow) {
            connection.write("421 too slow\n");
        }
    }

    private static void serve(Connection<String> connection, String user)
            throws IOException, TimeoutException {
        for (String line; (line = connection.read(LIMIT)) != null && !line.equals("QUIT"); )
            connection.write(line.equals("WHO") ? "200 " + user + "\n" : "500 what?\n");
        connection.write("221 bye\n");
    }

    private static String argument(Connection<String> connection, String command)
            throws IOException, TimeoutException {
        for (String line; (line = connection.read(LIMIT)) != null; ) {
            if (line.startsWith(command)) return line.substring(command.length());
            connection.write("503 " + command + "first\n");
        }
        return "";
    }
}
