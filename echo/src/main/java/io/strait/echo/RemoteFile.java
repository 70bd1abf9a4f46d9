package io.strait.echo;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/// What a URL names: a file of a server, and what it is called here.
///
/// @param url as it was given
/// @param host a name or an address, without brackets
/// @param port of the server
/// @param target what the server is asked for: path and query
/// @param name the last element of the path, which names a file in a directory and nothing outside
///   of it
record RemoteFile(URI url, String host, int port, String target, String name) {
    private static final int HTTP = 80;
    private static final String NAMELESS = "index.html"; // as others call it

    /// Reads a URL.
    ///
    /// @throws IllegalArgumentException if it is none, or one that can't be fetched, with the
    ///   reason
    static RemoteFile of(String text) {
        URI url;
        try {
            url = new URI(new URI(text).toASCIIString());
        } catch (URISyntaxException e) {
            throw refused(text, "isn't a URL: " + e.getReason());
        }
        if (!"http".equalsIgnoreCase(url.getScheme()))
            throw refused(text, "doesn't begin with http://");
        if (url.getRawUserInfo() != null)
            throw refused(text, "has a user's name in it, which isn't supported");
        String host = url.getHost();
        if (host == null) throw refused(text, "names no host");
        int port = url.getPort() < 0 ? HTTP : url.getPort();
        if (port < 1 || port > 65535) throw refused(text, "has no port between 1 and 65535");
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        return new RemoteFile(
                url, host.replaceAll("[\\[\\]]", ""), port, path + query, name(text, path));
    }

    /* Percent signs are decoded first, so that none hides a slash. */
    private static String name(String text, String path) {
        String encoded = path.substring(path.lastIndexOf('/') + 1).replace("+", "%2B");
        if (encoded.isEmpty()) return NAMELESS;
        String name = URLDecoder.decode(encoded, StandardCharsets.UTF_8);
        boolean elsewhere = name.equals(".") || name.equals("..") || name.matches(".*[/\\\\:].*");
        if (elsewhere || !name.equals(Terminal.printable(name)))
            throw refused(text, "doesn't end with a name for a file");
        return name;
    }

    private static IllegalArgumentException refused(String text, String why) {
        return new IllegalArgumentException("'" + Terminal.printable(text) + "' " + why);
    }

    /// What the header `Host` says.
    String authority() {
        return url.getRawAuthority();
    }
}
