package dev.sliderule.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Files that are either there as a whole or not at all. */
final class AtomicFile {
  private AtomicFile() {}

  /** Writes lines of UTF-8 to a file, replacing it in one step, and no other file. */
  static void write(Path file, Iterable<String> lines) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      Files.write(temporary, lines, StandardOpenOption.CREATE_NEW);
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
