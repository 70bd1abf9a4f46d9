package io.strait.transport.testing;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A peer of a line protocol.
@ExtendWith(ScenarioExtension.class)
class LinesTest {
    @Test
    void aHandlerReadsLinesWithoutTheirEnds(Scenario scenario) {
        Peer peer =
                scenario.connectLines(
                        connection -> {
                            for (String line; (line = connection.read()) != null; )
                                connection.write("<" + line + ">\r\n");
                        });
        peer.send("one\r\ntw");
        peer.send("o\n\nünf\n");
        peer.expect("<one>\r\n<two>\r\n<>\r\n<ünf>\r\n");
        peer.close();
        peer.expectEnd();
    }
}
