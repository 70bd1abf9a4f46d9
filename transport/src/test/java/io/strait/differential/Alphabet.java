package io.strait.differential;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;

/**
 * The bytes of a packet. Small letters are themselves, a semicolon ends a line, a digit is a
 * length. A capital letter is a whole HTTP request; followed by an apostrophe or a quotation mark,
 * it is the first or the second half of one.
 */
final class Alphabet {
    private Alphabet() {}

    static ByteBuf bytes(String packet, ByteBufAllocator allocator) {
        StringBuilder bytes = new StringBuilder();
        for (int i = 0; i < packet.length(); i++) {
            char c = packet.charAt(i);
            char next = i + 1 < packet.length() ? packet.charAt(i + 1) : ' ';
            if (c == ';') bytes.append('\n');
            else if (c >= '0' && c <= '9') bytes.append((char) (c - '0'));
            else if (c >= 'A' && c <= 'Z') bytes.append(half(request(c), next));
            else if (c != '\'' && c != '"') bytes.append(c);
        }
        return allocator
                .buffer(Math.max(1, bytes.length()))
                .writeBytes(bytes.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String half(String request, char mark) {
        int middle = request.length() / 2;
        if (mark == '\'') return request.substring(0, middle);
        return mark == '"' ? request.substring(middle) : request;
    }

    private static String request(char c) {
        String uri = "/" + Character.toLowerCase(c);
        return switch (c) {
            case 'P' -> "POST " + uri + " HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc";
            case 'Q' -> "POST " + uri + " HTTP/1.1\r\nContent-Length: 60\r\n\r\n" + "b".repeat(60);
            case 'E' -> "POST /e HTTP/1.1\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\nc";
            case 'X' -> "HTTP/9.9.9 " + uri + "\r\n\r\n";
            default -> "GET " + uri + " HTTP/1.1\r\nAccept-Encoding: gzip\r\n\r\n";
        };
    }
}
