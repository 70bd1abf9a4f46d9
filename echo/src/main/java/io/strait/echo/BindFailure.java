package io.strait.echo;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetSocketAddress;

/// A server that cannot listen: why, and what to do.
final class BindFailure extends IOException {

    BindFailure(InetSocketAddress address, Throwable cause) {
        super(
                "cannot listen on "
                        + NetUtil.toSocketAddressString(address)
                        + ": "
                        + explanation(address, cause),
                cause);
    }

    private static String explanation(InetSocketAddress address, Throwable cause) {
        if (address.isUnresolved()) {
            return "nobody knows an address of that name; check --host, or give an address such as 127.0.0.1 or ::1";
        }
        String reason = SystemError.text(cause);
        if (reason.contains("in use")) {
            return reason
                    + "; stop the program that has it, or choose another --port (0 takes a free one)";
        }
        if (reason.contains("ermission denied")) {
            return reason + "; ports below 1024 are for the superuser, choose a higher --port";
        }
        if (reason.contains("assign requested address")) {
            return reason
                    + "; --host has to be an address of this machine, or 0.0.0.0 for all of them";
        }
        return reason;
    }
}
