package io.strait.bench.duel;

import java.io.IOException;

/// Decides when which client sends.
interface Traffic {
    /// Sends what is to be sent by now.
    ///
    /// @return for how many nanoseconds nothing more will be, unless something is answered
    long send(long now) throws IOException;

    /// All that a client has sent is answered.
    void answered(Client client, long now) throws IOException;

    /// The moment from which the latency of a client's message counts.
    long startOf(Client client, long message);
}
