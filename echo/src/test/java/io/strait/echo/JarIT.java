package io.strait.echo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.strait.transport.Transport;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What a user of the jar sees: its lines, its exit status.
class JarIT {

    @Test
    void withoutArgumentsItServesOnPort7007() throws Exception {
        try (EchoProcess echo = EchoProcess.start()) {
            String line = echo.readLine();
            Assumptions.assumeFalse(
                    echo.errors().toString().contains("7007: Address already in use"),
                    "somebody else has port 7007");
            assertThat(line)
                    .isEqualTo("listening on 127.0.0.1:7007 (" + Transport.best() + ", 1 thread)");
            try (Client client =
                    Client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), 7007))) {
                client.exchange("hello");
            }
            echo.terminate();
            assertThat(echo.exitStatus()).isZero();
            assertThat(echo.readLine()).isNull();
            assertThat(echo.errors()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void itServesOnEachTransport(Transport transport) throws Exception {
        transport.unavailability().ifPresent(Assumptions::abort);
        try (EchoProcess echo =
                EchoProcess.start(
                        "serve",
                        "--port",
                        "0",
                        "--threads",
                        "2",
                        "--transport",
                        transport.toString())) {
            assertThat(echo.readLine()).endsWith(" (" + transport + ", 2 threads)");
            assertThat(echo.errors()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anUnavailableTransportIsRefusedWithTheReason(Transport transport) throws Exception {
        String reason = transport.unavailability().orElse(null);
        if (reason == null) Assumptions.abort(transport + " is available here");
        try (EchoProcess echo =
                EchoProcess.start("--port", "0", "--transport", transport.toString())) {
            assertThat(echo.exitStatus()).isEqualTo(1);
            assertThat(echo.readLine()).isNull();
            assertThat(echo.errors())
                    .singleElement()
                    .asString()
                    .contains(reason)
                    .contains("--transport auto");
        }
    }

    @Test
    void anIPv6HostIsPrintedInBrackets() throws Exception {
        try (EchoProcess echo = EchoProcess.start("--host", "::1", "--port", "0")) {
            String line = echo.readLine();
            Assumptions.assumeFalse(
                    echo.errors().toString().contains("annot assign requested"), "no IPv6 here");
            assertThat(line)
                    .as(echo.errors().toString())
                    .matches(Pattern.quote("listening on [::1]:") + "\\d+ \\(.*\\)");
        }
    }

    @Test
    void aPortInUseIsOneLineAndStatus1() throws Exception {
        try (EchoProcess first = EchoProcess.start("--port", "0")) {
            String port = Integer.toString(first.address().getPort());
            try (EchoProcess second = EchoProcess.start("--port", port)) {
                assertThat(second.exitStatus()).isEqualTo(1);
                assertThat(second.readLine()).isNull();
                assertThat(second.errors())
                        .singleElement()
                        .asString()
                        .contains("127.0.0.1:" + port, "Address already in use", "--port");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            textBlock =
                    """
                    --prot, 2, Unknown option
                    --port=x, 2, 'x' is not an int
                    --threads=-1, 2, at least 1 thread
                    --transport=carrier-pigeon, 2, none of auto
                    --host=no-such-host.invalid, 1, check --host
                    """)
    void whatItCannotDoIsOneLineOnStderr(String argument, int status, String message)
            throws Exception {
        try (EchoProcess echo = EchoProcess.start(argument)) {
            assertThat(echo.exitStatus()).isEqualTo(status);
            assertThat(echo.readLine()).isNull();
            assertThat(echo.errors()).singleElement().asString().contains(message);
        }
    }

    @Test
    void theVersionIsThatOfTheBuild() throws Exception {
        try (EchoProcess echo = EchoProcess.start("--version")) {
            assertThat(echo.readLine()).matches("strait-echo \\d+\\.\\d+\\.\\d+.*");
            assertThat(echo.exitStatus()).isZero();
        }
    }

    @Test
    void anOlderJavaIsToldWhichOneIsNeeded() throws Exception {
        String home = System.getProperty("strait.java.of.maven");
        String version = System.getProperty("strait.java.of.maven.version");
        Assumptions.assumeTrue(
                Double.parseDouble(version) < 25, "Maven runs on Java " + version + ", as we do");
        try (EchoProcess echo = EchoProcess.startOn(Path.of(home))) {
            assertThat(echo.exitStatus()).isEqualTo(1);
            assertThat(echo.readLine()).isNull();
            assertThat(echo.errors())
                    .singleElement()
                    .asString()
                    .startsWith("strait-echo: needs JDK 25, and this is Java " + version);
        }
    }

    @Test
    void whatSaysSoIsCompiledForJava8() throws Exception {
        try (JarFile jar = new JarFile(System.getProperty("strait.jar"))) {
            String start =
                    jar.getManifest().getMainAttributes().getValue(Attributes.Name.MAIN_CLASS);
            try (DataInputStream file =
                    new DataInputStream(
                            jar.getInputStream(jar.getEntry(start.replace('.', '/') + ".class")))) {
                assertThat(file.readInt()).isEqualTo(0xCAFEBABE);
                assertThat(file.readInt()).as("version of the class file").isEqualTo(52);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void anIPv4HostListensOnIPv4Alone(Transport transport) throws Exception {
        transport.unavailability().ifPresent(Assumptions::abort);
        try (EchoProcess echo =
                EchoProcess.start(
                        "--host", "0.0.0.0", "--port", "0", "--transport", transport.toString())) {
            String line = echo.readLine();
            assertThat(line).as(echo.errors().toString()).startsWith("listening on 0.0.0.0:");
            int port = Integer.parseInt(line.replaceAll(".*:(\\d+) .*", "$1"));
            try (Client client =
                    Client.connect(
                            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port))) {
                client.exchange("hello");
            }
            assertThatThrownBy(
                            () ->
                                    Client.connect(
                                            new InetSocketAddress(
                                                    InetAddress.ofLiteral("::1"), port)))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aNativeTransportThatCannotBeUnpackedIsSaidInOneLine() throws Exception {
        List<String> unwritable = List.of("-Djava.io.tmpdir=/proc");
        try (EchoProcess echo =
                EchoProcess.start(unwritable, "--port", "0", "--transport", "epoll")) {
            assertThat(echo.exitStatus()).isEqualTo(1);
            assertThat(echo.errors())
                    .singleElement()
                    .asString()
                    .contains("cannot be unpacked", "/proc", "-Dio.netty.native.workdir=[path]");
        }
        try (EchoProcess echo = EchoProcess.start(unwritable, "--port", "0")) {
            assertThat(echo.readLine()).endsWith(" (nio, 1 thread)");
            assertThat(echo.errors())
                    .singleElement()
                    .asString()
                    .contains("epoll is not available here", "serving without it");
        }
    }
}
