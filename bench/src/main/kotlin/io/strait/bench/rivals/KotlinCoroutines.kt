package io.strait.bench.rivals

import java.util.concurrent.CompletableFuture
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.cancelChildren
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.channels.ReceiveChannel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.future.await
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.yield

/** Kotlin's coroutines, all on the thread that calls. */
object KotlinCoroutines {
    private val limit = 5.seconds

    /** Opens a scope and launches a coroutine in it that does nothing; the scope waits for it. */
    @JvmStatic
    fun launchInScope(times: Int): Int = runBlocking {
        var ended = 0
        repeat(times) { coroutineScope { launch { ended++ } } }
        ended
    }

    /** Launches a coroutine that does nothing in a scope that stays open, and waits for it. */
    @JvmStatic
    fun launchAndJoin(times: Int): Int = runBlocking {
        var ended = 0
        repeat(times) { launch { ended++ }.join() }
        ended
    }

    /** Has one coroutine send items, and another one receive them. */
    @JvmStatic
    fun pass(capacity: Int, items: Int): Int = runBlocking {
        val channel = Channel<Int>(capacity)
        launch {
            repeat(items) { channel.send(1) }
            channel.close()
        }
        var received = 0
        for (item in channel) received += item
        received
    }

    /** Puts an item into a channel and receives it, without a limit. */
    @JvmStatic
    fun receive(times: Int): Int = runBlocking {
        val channel = Channel<Int>(1)
        var received = 0
        repeat(times) {
            channel.trySend(1)
            received += channel.receive()
        }
        received
    }

    /** Puts an item into a channel and receives it, with a limit of five seconds. */
    @JvmStatic
    fun receiveInTime(times: Int): Int = runBlocking {
        val channel = Channel<Int>(1)
        var received = 0
        repeat(times) {
            channel.trySend(1)
            received += withTimeout(limit) { channel.receive() }
        }
        received
    }

    /** Awaits one of Kotlin's own futures, which is done. */
    @JvmStatic
    fun awaitDeferred(times: Int): Int = runBlocking {
        val done = CompletableDeferred(1)
        var sum = 0
        repeat(times) { sum += done.await() }
        sum
    }

    /** Awaits one of the JDK's, which is done. */
    @JvmStatic
    fun awaitFuture(done: CompletableFuture<Int>, times: Int): Int = runBlocking {
        var sum = 0
        repeat(times) { sum += done.await() }
        sum
    }

    /** Parks so many coroutines that receive from an empty channel, then cancels them. Returns how many were parked. */
    @JvmStatic
    fun park(count: Int, depth: Int, whenParked: Runnable): Int = runBlocking {
        val channel = Channel<Int>()
        var parked = 0
        val jobs = arrayOfNulls<Any>(count)
        for (i in 0 until count) {
            jobs[i] = launch {
                parked++
                descend(channel, depth)
            }
        }
        yield() // until all of them have had their turn
        whenParked.run()
        coroutineContext.cancelChildren()
        if (jobs.size == count) parked else 0
    }

    private suspend fun descend(channel: ReceiveChannel<Int>, depth: Int): Int =
        if (depth > 0) descend(channel, depth - 1) + 1 else channel.receive()
}
