package io.strait.bench.report;

import io.strait.bench.duel.Contender;
import io.strait.bench.duel.Run;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries.CategorySeriesRenderStyle;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.internal.series.MarkerSeries;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.AxesChartStyler.TextAlignment;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/// The pictures of the duel.
final class Plots {
    private static final int WIDTH = 840;
    private static final int HEIGHT = 440;
    private static final int DPI = 144; // twice as many pixels as XChart's own
    private static final Color GRID = new Color(0xDDDDDD);
    private static final double NANOS_PER_MICRO = 1000;

    private static final List<String> PERCENTILES =
            List.of("50 %", "90 %", "99 %", "99.9 %", "worst");
    private static final List<ToDoubleFunction<Run>> LATENCIES =
            List.of(Run::p50, Run::p90, Run::p99, Run::p999, Run::max);

    private final DuelResults duel;
    private final Path directory;

    Plots(DuelResults duel, Path directory) {
        this.duel = duel;
        this.directory = directory;
    }

    /// Server CPU per message against the number of connections.
    ///
    /// @return the name of the picture's file; empty if there was only one number of connections
    String cost() throws IOException {
        List<Contest> contests =
                duel.contests().stream()
                        .filter(contest -> contest.workload().equals("ping-pong"))
                        .filter(Contest::isClosed)
                        .sorted(Comparator.comparingInt(Contest::connections))
                        .toList();
        if (contests.size() < 2) return "";
        XYChart chart =
                dressed(
                        new XYChartBuilder()
                                .width(WIDTH)
                                .height(HEIGHT)
                                .title("Server CPU per message of 64 bytes")
                                .xAxisTitle("connections")
                                .yAxisTitle("µs per message")
                                .build());
        chart.getStyler().setXAxisLogarithmic(true).setYAxisMin(0.0);
        for (Contender contender : contenders(contests)) {
            List<Double> connections = new ArrayList<>();
            List<Double> cost = new ArrayList<>();
            for (Contest contest : contests) {
                Series cpu = duel.get(contest, contender, Run::cpuNanosPerMessage);
                if (cpu.isEmpty()) continue;
                connections.add((double) contest.connections());
                cost.add(cpu.spread().median() / NANOS_PER_MICRO);
            }
            if (!cost.isEmpty())
                dress(chart.addSeries(contender.title(), connections, cost), contender);
        }
        return save(chart, "cost");
    }

    /// The distribution of one contest's latency.
    ///
    /// @return the name of the picture's file
    String latency(Contest contest) throws IOException {
        CategoryChart chart =
                dressed(
                        new CategoryChartBuilder()
                                .width(WIDTH)
                                .height(HEIGHT)
                                .title("Latency: " + contest.title())
                                .xAxisTitle("share of the messages that took no longer")
                                .yAxisTitle("µs")
                                .build());
        chart.getStyler()
                .setDefaultSeriesRenderStyle(CategorySeriesRenderStyle.Line)
                .setOverlapped(true);
        double least = Double.MAX_VALUE;
        double most = 0;
        for (Contender contender : contenders(List.of(contest))) {
            List<Double> micros = new ArrayList<>();
            for (ToDoubleFunction<Run> latency : LATENCIES) {
                Series series = duel.get(contest, contender, latency::applyAsDouble);
                micros.add(series.spread().median() / NANOS_PER_MICRO);
            }
            least = Math.min(least, micros.getFirst());
            most = Math.max(most, Collections.max(micros));
            dress(chart.addSeries(contender.title(), PERCENTILES, micros), contender);
        }
        // A logarithmic axis is labelled at powers of ten only, and needs two of them.
        double decade = Math.pow(10, Math.floor(Math.log10(least)));
        boolean decades = most >= 10 * decade;
        chart.getStyler().setYAxisLogarithmic(decades).setYAxisMin(decades ? decade : 0.0);
        return save(chart, "latency-" + contest.slug());
    }

    private List<Contender> contenders(List<Contest> contests) {
        return contests.stream()
                .flatMap(contest -> duel.contenders(contest).stream())
                .distinct()
                .sorted()
                .toList();
    }

    /* Those of Okabe and Ito, which people with any kind of colour vision can tell apart. */
    private static Color colour(Contender contender) {
        return new Color(
                switch (contender) {
                    case STRAIT -> 0xD55E00;
                    case NETTY -> 0x000000;
                    case NETTY_FLUSH_EACH -> 0x999999;
                    case NETTY_VIRTUAL_THREAD -> 0x0072B2;
                    case VIRTUAL_THREAD -> 0x56B4E9;
                    case VERTX -> 0x009E73;
                    case C -> 0xCC79A7;
                });
    }

    private static <C extends Chart<? extends AxesChartStyler, ?>> C dressed(C chart) {
        AxesChartStyler styler = chart.getStyler();
        styler.setBaseFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 14));
        styler.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 11));
        styler.setChartTitleBoxVisible(false);
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotBorderVisible(false);
        styler.setPlotGridLinesColor(GRID);
        styler.setPlotGridLinesStroke(new BasicStroke(1));
        styler.setPlotGridVerticalLinesVisible(false);
        styler.setLegendPosition(LegendPosition.OutsideE);
        styler.setLegendBorderColor(Color.WHITE);
        styler.setMarkerSize(7);
        styler.setYAxisLabelAlignment(TextAlignment.Right);
        styler.setLocale(Locale.ROOT);
        styler.setDecimalPattern("#,##0.###");
        return chart;
    }

    private static void dress(MarkerSeries series, Contender contender) {
        boolean own = contender == Contender.STRAIT;
        series.setLineColor(colour(contender));
        series.setMarkerColor(colour(contender));
        series.setMarker(own ? SeriesMarkers.DIAMOND : SeriesMarkers.CIRCLE);
        series.setLineStyle(new BasicStroke(own ? 3f : 1.5f));
    }

    private String save(Chart<?, ?> chart, String name) throws IOException {
        String file = name + ".png";
        BitmapEncoder.saveBitmapWithDPI(
                chart, directory.resolve(file).toString(), BitmapFormat.PNG, DPI);
        return file;
    }
}
