package dev.sliderule.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.BiConsumer;

/** The files of the page, all from the class path: these and no others are served. */
final class PageFiles {
  private static final String HTML = "text/html; charset=utf-8";
  private static final String CSS = "text/css; charset=utf-8";
  private static final String SCRIPT = "text/javascript; charset=utf-8";
  private static final String SVG = "image/svg+xml";
  private static final String CHART = "org.webjars.npm/chart.js";

  private final Map<String, PageFile> files = new LinkedHashMap<>();

  /** Reads them. */
  PageFiles() {
    page("/", "index.html", HTML);
    page("/page.css", "page.css", CSS);
    page("/icon.svg", "icon.svg", SVG);
    for (String module :
        new String[] {
          "page", "charts", "dom", "format", "groups", "letters", "status", "windows"
        }) {
      page("/" + module + ".js", module + ".js", SCRIPT);
    }
    String library = "/META-INF/resources/webjars/chart.js/" + chartVersion();
    add("/vendor/chart.js", library + "/dist/chart.umd.min.js", SCRIPT);
    add("/vendor/chart.js.LICENSE.md", library + "/LICENSE.md", "text/plain; charset=utf-8");
  }

  private void page(String path, String name, String type) {
    add(path, "page/" + name, type);
  }

  private void add(String path, String resource, String type) {
    files.put(path, new PageFile(type, read(resource)));
  }

  private static String chartVersion() {
    Properties properties = new Properties();
    String resource = "/META-INF/maven/" + CHART + "/pom.properties";
    try (InputStream in = open(resource)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version");
  }

  private static byte[] read(String resource) {
    try (InputStream in = open(resource)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String resource) {
    InputStream in = PageFiles.class.getResourceAsStream(resource);
    if (in == null) {
      throw new IllegalStateException("Not on the class path: " + resource);
    }
    return in;
  }

  void forEach(BiConsumer<String, PageFile> action) {
    files.forEach(action);
  }

  /** A file in memory. */
  static final class PageFile {
    private final String type;
    private final byte[] bytes;

    private PageFile(String type, byte[] bytes) {
      this.type = type;
      this.bytes = bytes;
    }

    String type() {
      return type;
    }

    /** For reading only. */
    byte[] bytes() {
      return bytes;
    }
  }
}
