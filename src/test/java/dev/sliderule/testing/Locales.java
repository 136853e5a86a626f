package dev.sliderule.testing;

import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** Locales in which numbers, dates or capitals look different from what programs expect. */
public final class Locales {
  private Locales() {}

  /** BCP 47 tags: other digits, other separators, another dotless i, another calendar. */
  public static Stream<String> tags() {
    return Stream.of(
        "en-US",
        "ar-EG-u-nu-arab",
        "fa-IR",
        "hi-IN-u-nu-deva",
        "th-TH-u-ca-buddhist-nu-thai",
        "tr-TR");
  }

  /** Runs something in a JVM with another default locale, which it sets back afterwards. */
  public static <T> T in(String tag, Callable<T> action) throws Exception {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag(tag));
    try {
      return action.call();
    } finally {
      Locale.setDefault(before);
    }
  }
}
