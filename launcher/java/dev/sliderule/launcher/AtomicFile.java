package dev.sliderule.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Files that are either there as a whole or not at all. */
final class AtomicFile {
  private AtomicFile() {}

  /** Writes lines of UTF-8 to a file, replacing it in one step. */
  static void write(Path file, Iterable<String> lines) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    Files.write(temporary, lines);
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
