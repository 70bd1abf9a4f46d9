package io.strait.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.StringValue;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A program that has a parser read a connection's stream, which gets one byte at a time, so that
 * the parser is suspended wherever it reads; and prints what it has read.
 */
final class Parsing {
    private static final String TEXT = "to be, or not to be: that is the question; ".repeat(3);

    private Parsing() {}

    @FunctionalInterface
    private interface Parser {
        String parse(Bytes bytes) throws Exception;
    }

    @FunctionalInterface
    private interface Writer {
        void write(OutputStream out) throws IOException;
    }

    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "data" -> run(Parsing::writeData, Parsing::data);
            case "gzip" -> run(Parsing::writeZipped, Parsing::gzip);
            case "json" -> run(Parsing::writeJson, Parsing::json);
            case "protobuf" ->
                    run(out -> StringValue.of(TEXT).writeDelimitedTo(out), Parsing::protobuf);
            case "lines" -> run(Parsing::writeZipped, Parsing::lines);
            case "buffered" ->
                    run(out -> out.write((TEXT + "\n").getBytes(UTF_8)), Parsing::buffered);
            case "output" -> run(out -> out.write('.'), Parsing::output);
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static void run(Writer writer, Parser parser) throws Exception {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        writer.write(sent);
        sent.write("rest\n".getBytes(UTF_8));
        EmbeddedChannel channel =
                new EmbeddedChannel(
                        CoroutineHandler.of(
                                connection -> {
                                    Bytes bytes = Bytes.of(connection);
                                    String parsed = parser.parse(bytes);
                                    System.out.println(parsed.equals(TEXT) ? "parsed" : parsed);
                                    System.out.println(bytes.readLine(9, UTF_8));
                                }));
        channel.runPendingTasks();
        for (byte each : sent.toByteArray())
            channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {each}));
        channel.checkException();
        System.out.println(channel.isOpen() ? "it hangs" : "ended");
    }

    private static void writeData(OutputStream out) throws IOException {
        DataOutputStream data = new DataOutputStream(out);
        data.writeLong(7);
        data.writeUTF(TEXT);
    }

    private static String data(Bytes bytes) throws IOException {
        DataInputStream data = new DataInputStream(bytes.inputStream());
        return data.readLong() == 7 ? data.readUTF() : "";
    }

    private static byte[] zipped() throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(zipped)) {
            out.write((TEXT + "\n").getBytes(UTF_8));
        }
        return zipped.toByteArray();
    }

    private static void writeZipped(OutputStream out) throws IOException {
        byte[] zipped = zipped();
        new DataOutputStream(out).writeInt(zipped.length);
        out.write(zipped);
    }

    private static String gzip(Bytes bytes) throws IOException {
        InputStream in = new GZIPInputStream(bytes.inputStream(bytes.readInt()));
        return new String(in.readAllBytes(), UTF_8).strip() + " ";
    }

    private static String lines(Bytes bytes) throws IOException {
        InputStream in = new GZIPInputStream(bytes.inputStream(bytes.readInt()));
        TextReader reader = new TextReader(in, UTF_8);
        String line = reader.readLine(1_000);
        return reader.readLine(1_000) == null ? line : "more";
    }

    private static void writeJson(OutputStream out) throws IOException {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        try (JsonGenerator generator = new JsonFactory().createGenerator(json)) {
            generator.writeStartObject();
            generator.writeStringField("text", TEXT);
            generator.writeEndObject();
        }
        new DataOutputStream(out).writeInt(json.size());
        json.writeTo(out);
    }

    private static String json(Bytes bytes) throws IOException {
        InputStream in = bytes.inputStream(bytes.readInt());
        try (JsonParser parser = new JsonFactory().createParser(in)) {
            String text = "";
            for (JsonToken token; (token = parser.nextToken()) != null; )
                if (token == JsonToken.VALUE_STRING) text = parser.getText();
            return text;
        }
    }

    private static String protobuf(Bytes bytes) throws IOException {
        return StringValue.parser().parseDelimitedFrom(bytes.inputStream()).getValue();
    }

    private static String buffered(Bytes bytes) throws IOException {
        try {
            return new BufferedReader(new InputStreamReader(bytes.inputStream(), UTF_8)).readLine();
        } catch (IllegalStateException refused) {
            System.out.println(refused.getMessage());
            return bytes.readLine(1_000, UTF_8);
        }
    }

    /** What writes without a lock of its own. */
    private static String output(Bytes bytes) throws IOException {
        try (OutputStream out = bytes.outputStream(100);
                JsonGenerator generator = new JsonFactory().createGenerator(out)) {
            generator.writeString("json");
            generator.flush();
            StringValue.of("protobuf").writeDelimitedTo(out);
        }
        ByteBuf dot = bytes.readFully(1);
        dot.release();
        return "written";
    }
}
