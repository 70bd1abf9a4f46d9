package io.strait.echo;

import picocli.CommandLine.IVersionProvider;

/// Says which build this is: the jar's manifest knows.
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {"strait-echo " + (version == null ? "(not from a jar)" : version)};
    }
}
