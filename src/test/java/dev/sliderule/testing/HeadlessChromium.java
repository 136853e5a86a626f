package dev.sliderule.testing;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The Chromium of this machine without a window. It notes what a page says on its console as an
 * error, and what it asks of other hosts. For one thread.
 */
public final class HeadlessChromium implements AutoCloseable {
  private final Playwright playwright;
  private final Browser browser;
  private final List<String> errors = new ArrayList<>();
  private final List<String> requests = new ArrayList<>();

  private HeadlessChromium(Path executable) {
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(executable)
                    // Chromium's own sandbox refuses to work for root, as in containers.
                    .setArgs(List.of("--no-sandbox")));
  }

  /** Starts it, if there is one. */
  public static Optional<HeadlessChromium> start() {
    return Stream.of("chromium", "chromium-browser", "google-chrome")
        .map(name -> Path.of("/usr/bin", name))
        .filter(Files::isExecutable)
        .findFirst()
        .map(HeadlessChromium::new);
  }

  /** Opens an empty page of a size, in dark colours or in light ones. */
  public Page page(int width, int height, ColorScheme colours) {
    BrowserContext context =
        browser.newContext(
            new Browser.NewContextOptions().setViewportSize(width, height).setColorScheme(colours));
    Page page = context.newPage();
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error")) {
            errors.add(message.text());
          }
        });
    page.onPageError(errors::add);
    page.onDialog(
        dialog -> {
          errors.add("dialog: " + dialog.message());
          dialog.dismiss();
        });
    page.onRequest(request -> requests.add(request.url()));
    return page;
  }

  /** What was said on consoles as an error, thrown by scripts, or put into a dialog so far. */
  public List<String> errors() {
    return new ArrayList<>(errors);
  }

  /** The requests so far that went elsewhere than to the host and port of a URL. */
  public List<String> requestsBeside(String url) {
    List<String> others = new ArrayList<>();
    String here = URI.create(url).getAuthority();
    for (String request : requests) {
      if (!here.equals(URI.create(request).getAuthority())) {
        others.add(request);
      }
    }
    return others;
  }

  /** Forgets errors and requests. */
  public void forget() {
    errors.clear();
    requests.clear();
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
