package io.strait.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/// The tasks' benchmarks and their rivals' do what they say: each counts what it has done, and
/// throws if that isn't all of it.
@Timeout(120)
class RivalsTest {
    static {
        System.setProperty("jmh.ignoreLock", "true");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AwaitBenchmark",
                "DeadlineBenchmark",
                "ForkBenchmark",
                "MailboxBenchmark",
                "SleepBenchmark"
            })
    void eachDoesAllOfIt(String benchmark) throws RunnerException {
        var results =
                new Runner(
                                new OptionsBuilder()
                                        .include(benchmark)
                                        .forks(0)
                                        .warmupIterations(1)
                                        .measurementIterations(1)
                                        .mode(Mode.SingleShotTime)
                                        .verbosity(VerboseMode.SILENT)
                                        .shouldFailOnError(true)
                                        .build())
                        .run();
        assertThat(results).hasSizeGreaterThan(1);
    }
}
