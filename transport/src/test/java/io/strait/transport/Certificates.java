package io.strait.transport;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;

/** TLS between ends that trust each other. */
final class Certificates {
    private static final X509Bundle CERTIFICATE = certificate();

    private Certificates() {}

    private static X509Bundle certificate() {
        try {
            return new CertificateBuilder()
                    .subject("cn=localhost")
                    .setIsCertificateAuthority(true)
                    .buildSelfSigned();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of a server that proves who it is, with the JDK's TLS. */
    static SslContext server(String version) throws Exception {
        return SslContextBuilder.forServer(CERTIFICATE.toKeyManagerFactory())
                .sslProvider(SslProvider.JDK)
                .protocols(version)
                .build();
    }

    /** Of a client that believes it. */
    static SslContext client(String version) throws Exception {
        return SslContextBuilder.forClient()
                .trustManager(CERTIFICATE.toTrustManagerFactory())
                .endpointIdentificationAlgorithm(null)
                .sslProvider(SslProvider.JDK)
                .protocols(version)
                .build();
    }

    /** Of a client that believes nobody but those whom the JDK does. */
    static SslContext distrustingClient() throws Exception {
        return SslContextBuilder.forClient().sslProvider(SslProvider.JDK).build();
    }
}
