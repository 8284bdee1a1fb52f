package org.ldm4j.training;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ldm4j.file.AtomicFile;

/**
 * {@code report.html}: what a run was made with and how it went, in one file that needs nothing else: curves as SVG, the
 * newest sample sheets as data URLs, no script.
 */
final class Report {
    private static final int SHEETS = 6;
    private static final String STYLE = "body{font:14px/1.5 system-ui,sans-serif;max-width:960px;margin:2em auto;"
            + "padding:0 1em;color:#222}svg{width:100%;height:auto;background:#f7f7f7}img{max-width:100%}"
            + "pre{background:#f7f7f7;padding:1em;overflow:auto}h2{margin-top:2em}";

    private Report() {}

    static void write(RunFolder folder) throws IOException {
        var html = new StringBuilder();
        String name = escaped(String.valueOf(folder.root().toAbsolutePath().getFileName()));
        html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>")
                .append(name)
                .append("</title>\n<style>")
                .append(STYLE)
                .append("</style>\n</head>\n<body>\n<h1>")
                .append(name)
                .append("</h1>\n");
        addCurves(html, MetricsFile.read(folder.metrics()));
        addSheets(html, folder.samples());
        addConfiguration(html, folder.config());
        html.append("</body>\n</html>\n");
        byte[] bytes = html.toString().getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(folder.report(), channel -> channel.write(ByteBuffer.wrap(bytes)));
    }

    private static void addCurves(StringBuilder html, List<MetricsFile.Line> lines) {
        Map<String, List<MetricsFile.Line>> byName = new LinkedHashMap<>();
        lines.forEach(line ->
                byName.computeIfAbsent(line.name(), n -> new ArrayList<>()).add(line));
        byName.forEach((name, of) -> html.append("<h2>")
                .append(escaped(name))
                .append("</h2>\n")
                .append(Curve.svg(of))
                .append('\n'));
    }

    private static void addSheets(StringBuilder html, Path samples) throws IOException {
        List<Path> sheets = Unfinished.list(samples).stream()
                .filter(path -> path.getFileName().toString().endsWith(".png"))
                .sorted()
                .toList();
        for (Path sheet : sheets.subList(Math.max(0, sheets.size() - SHEETS), sheets.size())) {
            String name = escaped(String.valueOf(sheet.getFileName()));
            String data = Base64.getEncoder().encodeToString(Files.readAllBytes(sheet));
            html.append("<h2>")
                    .append(name)
                    .append("</h2>\n<img alt=\"")
                    .append(name)
                    .append("\" src=\"data:image/png;base64,")
                    .append(data)
                    .append("\">\n");
        }
    }

    private static void addConfiguration(StringBuilder html, Path config) throws IOException {
        if (Files.exists(config)) {
            html.append("<h2>config.yaml</h2>\n<pre>")
                    .append(escaped(Files.readString(config)))
                    .append("</pre>\n");
        }
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
