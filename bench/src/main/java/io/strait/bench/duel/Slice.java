package io.strait.bench.duel;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import org.HdrHistogram.Histogram;

/// What the load measured in one go, on its way between processes as one line.
///
/// @param messages how many were answered
/// @param nanos in how much time
/// @param cpuNanos how much of the processor's time the server's process took for it
/// @param latencies of the messages that were sent in that time, in nanoseconds
record Slice(long messages, long nanos, long cpuNanos, Histogram latencies) {

    String toLine() {
        ByteBuffer encoded = ByteBuffer.allocate(latencies.getNeededByteBufferCapacity());
        int length = latencies.encodeIntoCompressedByteBuffer(encoded, Deflater.BEST_SPEED);
        byte[] bytes = new byte[length];
        encoded.flip().get(bytes);
        return String.join(
                " ",
                Long.toString(messages),
                Long.toString(nanos),
                Long.toString(cpuNanos),
                Base64.getEncoder().encodeToString(bytes));
    }

    static Slice ofLine(String line) {
        String[] parts = line.split(" ", -1);
        if (parts.length != 4) throw new IllegalArgumentException("no slice: " + line);
        ByteBuffer encoded = ByteBuffer.wrap(Base64.getDecoder().decode(parts[3]));
        try {
            return new Slice(
                    Long.parseLong(parts[0]),
                    Long.parseLong(parts[1]),
                    Long.parseLong(parts[2]),
                    Histogram.decodeFromCompressedByteBuffer(encoded, 0));
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("no slice: " + line, e);
        }
    }

    double seconds() {
        return nanos / 1e9;
    }

    double throughput() {
        return messages / seconds();
    }

    /// Of the server, per message; 0 if there was none.
    double cpuPerMessage() {
        return messages == 0 ? 0 : (double) cpuNanos / messages;
    }
}
