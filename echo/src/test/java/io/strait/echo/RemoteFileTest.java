package io.strait.echo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemoteFileTest {

    @ParameterizedTest
    @CsvSource({
        "http://example.org,                  example.org, 80,   /,              index.html",
        "http://example.org/,                 example.org, 80,   /,              index.html",
        "HTTP://example.org:8080/a/b.txt?q=1, example.org, 8080, /a/b.txt?q=1,   b.txt",
        "http://[::1]:81/x%20y+z#part,        ::1,         81,   /x%20y+z,       x y+z",
        "http://example.org/caf\u00e9,        example.org, 80,   /caf%C3%A9,     caf\u00e9",
        "http://example.org/../../x,          example.org, 80,   /../../x,       x",
    })
    void aUrlNamesAHostATargetAndAFile(
            String url, String host, int port, String target, String name) {
        RemoteFile file = RemoteFile.of(url);
        assertThat(file.host()).isEqualTo(host);
        assertThat(file.port()).isEqualTo(port);
        assertThat(file.target()).isEqualTo(target);
        assertThat(file.name()).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({
        "http://example.org/..,            name for a file",
        "http://example.org/a/.,           name for a file",
        "http://example.org/%2e%2e,        name for a file",
        "http://example.org/..%2f..%2fx,   name for a file",
        "http://example.org/%2fetc%2fx,    name for a file",
        "http://example.org/C:%5cx,        name for a file",
        "http://example.org/x%00,          name for a file",
        "http://example.org/x%1b[2J,       isn't a URL",
        "http://example.org/x%1b%5b2J,     name for a file",
        "http://example.org/x%zz,          isn't a URL",
        "https://example.org/x,            doesn't begin with http://",
        "example.org/x,                    doesn't begin with http://",
        "http:///x,                        names no host",
        "http://example.org:70000/x,       no port between",
        "http://me:secret@example.org/x,   user's name",
    })
    void whatIsNoneOrLeadsOutsideIsRefused(String url, String why) {
        assertThatThrownBy(() -> RemoteFile.of(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }
}
