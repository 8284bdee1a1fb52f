package org.ldm4j.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A figure over the steps as a picture of one line, in SVG. */
final class Curve {
    private static final int WIDTH = 960;
    private static final int HEIGHT = 240;
    private static final int MARGIN = 30;
    private static final int MOST_POINTS = 600;

    private record Point(double x, double y) {}

    private Curve() {}

    static String svg(List<MetricsFile.Line> lines) {
        List<Point> points = thinned(lines);
        double left = points.stream().mapToDouble(Point::x).min().orElse(0);
        double right = points.stream().mapToDouble(Point::x).max().orElse(1);
        double low = points.stream().mapToDouble(Point::y).min().orElse(0);
        double high = points.stream().mapToDouble(Point::y).max().orElse(1);
        var path = new StringBuilder();
        for (Point point : points) {
            path.append(String.format(
                    Locale.ROOT,
                    "%.1f,%.1f ",
                    MARGIN + share(point.x(), left, right) * (WIDTH - 2 * MARGIN),
                    HEIGHT - MARGIN - share(point.y(), low, high) * (HEIGHT - 2 * MARGIN)));
        }
        return String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 %d %d\" role=\"img\"><polyline fill=\"none\" stroke=\"#06c\" points=\"%s\"/>"
                        + "<text x=\"4\" y=\"20\">%.4g</text><text x=\"4\" y=\"%d\">%.4g</text>"
                        + "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">step %.0f</text></svg>",
                WIDTH,
                HEIGHT,
                path.toString().strip(),
                high,
                HEIGHT - 8,
                low,
                WIDTH - 4,
                HEIGHT - 8,
                right);
    }

    private static double share(double value, double low, double high) {
        return high > low ? (value - low) / (high - low) : 0.5;
    }

    /** Means of neighbours where there are more points than pixels; what is not finite is left out. */
    private static List<Point> thinned(List<MetricsFile.Line> lines) {
        int each = Math.max(1, (lines.size() + MOST_POINTS - 1) / MOST_POINTS);
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < lines.size(); i += each) {
            List<MetricsFile.Line> part = lines.subList(i, Math.min(lines.size(), i + each));
            double y =
                    part.stream().mapToDouble(MetricsFile.Line::value).average().orElse(Double.NaN);
            if (Double.isFinite(y)) {
                points.add(new Point(part.get(part.size() - 1).step(), y));
            }
        }
        return points;
    }
}
