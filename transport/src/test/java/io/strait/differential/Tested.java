package io.strait.differential;

import io.netty.channel.ChannelPipeline;

/** A way to write the handler under test. */
interface Tested {
    Tested CALLBACK = (pipeline, script) -> pipeline.addLast(script.name(), new Callback(script));

    Tested COROUTINE =
            (pipeline, script) -> pipeline.addLast(script.name(), StraightLine.handler(script));

    /** Adds it to the end of the pipeline, under the name that the script knows it by. */
    void addTo(ChannelPipeline pipeline, Script script);
}
