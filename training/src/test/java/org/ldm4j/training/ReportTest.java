package org.ldm4j.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

final class ReportTest {
    @TempDir
    private Path root;

    private String report() throws IOException {
        try (var folder = new RunFolder(root.resolve("<run>"))) {
            Files.writeString(folder.config(), "name: <script>alert('&')</script>\n");
            Files.writeString(
                    folder.metrics(), "step,name,value\n1,loss,4.0\n2,loss,2.0\n3,loss,NaN\n4,loss,1.0\n1,<b>,0.5\n");
            Files.write(folder.samples().resolve("step-0000004.png"), new byte[] {1, 2, 3});
            Report.write(folder);
            return Files.readString(folder.report());
        }
    }

    @Test
    void needsNothingElseAndRunsNothing() throws IOException {
        assertThat(report())
                .doesNotContain("http", "<script", "<b>", "<link", "url(")
                .contains("&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;")
                .contains("src=\"data:image/png;base64," + Base64.getEncoder().encodeToString(new byte[] {1, 2, 3}))
                .contains("<title>&lt;run&gt;</title>");
    }

    @Test
    void curvesHaveAPointForEachFiniteValue() throws Exception {
        String html = report();
        String svg = html.substring(html.indexOf("<svg"), html.indexOf("</svg>") + 6);
        Element root = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg)))
                .getDocumentElement();
        Element line = (Element) root.getElementsByTagName("polyline").item(0);
        assertThat(line.getAttribute("points")).isEqualTo("30.0,30.0 330.0,150.0 930.0,210.0");
        assertThat(root.getTextContent()).contains("4.000", "1.000", "step 4");
    }
}
