package dev.sliderule.testing.gcloud;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;

/** Shell scripts that start programs of the stand-in. */
final class Scripts {
  private Scripts() {}

  static void write(Path file, String body) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** A script that becomes the command, with the script's own arguments added. */
  static void writeExec(Path file, List<String> command) throws IOException {
    String words = command.stream().map(Scripts::quote).collect(Collectors.joining(" "));
    write(file, "exec " + words + " \"$@\"");
  }

  static String quote(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }
}
