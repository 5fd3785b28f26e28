package io.docteur.make.output;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * What Linux uses a block device for, and whether it lets anybody write to it: {@code
 * proc_pid_mountinfo(5)}, {@code proc_swaps(5)} and {@code /sys/dev/block}. Elsewhere nothing is
 * known, and nothing is told.
 */
final class DeviceUse {
  private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
  private static final Path SWAPS = Path.of("/proc/swaps");
  private static final Path DEVICES = Path.of("/sys/dev/block");

  /** The fields of a line of the mounts, and the one after the dash that ends the optional ones. */
  private static final int NUMBER_FIELD = 2;

  private static final int PLACE_FIELD = 4;
  private static final int SOURCE_AFTER_DASH = 2;

  private DeviceUse() {}

  /** Returns what a device, or one of its partitions, is used for; null when for nothing. */
  static String of(Path device) throws IOException {
    if (!Files.isReadable(MOUNTS) || !Files.isDirectory(DEVICES)) {
      return null;
    }
    String number = number(device);
    String use = of(device, number);
    if (use == null && Files.isDirectory(DEVICES.resolve(number))) {
      try (DirectoryStream<Path> parts = Files.newDirectoryStream(DEVICES.resolve(number))) {
        for (Path part : parts) {
          Path file = part.resolve("dev");
          if (use == null && Files.isRegularFile(file)) {
            use =
                of(Path.of("/dev", part.getFileName().toString()), Files.readString(file).strip());
          }
        }
      }
    }
    return use;
  }

  /** Tells whether writes to a device are refused. */
  static boolean isReadOnly(Path device) throws IOException {
    Path file = DEVICES.resolve(number(device)).resolve("ro");
    return Files.isReadable(file) && !Files.readString(file).strip().equals("0");
  }

  private static String of(Path device, String number) throws IOException {
    for (String line : Files.readAllLines(MOUNTS, StandardCharsets.ISO_8859_1)) {
      List<String> fields = List.of(line.split(" "));
      String source = fields.get(fields.indexOf("-") + SOURCE_AFTER_DASH);
      if (fields.get(NUMBER_FIELD).equals(number) || isDevice(source, number)) {
        return device + " is mounted on " + fields.get(PLACE_FIELD);
      }
    }
    if (Files.isReadable(SWAPS)) {
      for (String line : Files.readAllLines(SWAPS, StandardCharsets.ISO_8859_1)) {
        if (isDevice(line.split("\\s")[0], number)) {
          return device + " is used for swapping";
        }
      }
    }
    return holder(device, DEVICES.resolve(number).resolve("holders"));
  }

  private static String holder(Path device, Path holders) throws IOException {
    if (Files.isDirectory(holders)) {
      try (DirectoryStream<Path> names = Files.newDirectoryStream(holders)) {
        for (Path name : names) {
          return device + " is a part of " + name.getFileName();
        }
      }
    }
    return null;
  }

  private static boolean isDevice(String path, String number) {
    try {
      return path.startsWith("/dev/") && number(Path.of(path)).equals(number);
    } catch (IOException | InvalidPathException e) {
      return false; // it has gone, or never was
    }
  }

  /** Returns a device's number as Linux writes it; packed as the C library does. */
  private static String number(Path device) throws IOException {
    long packed = (long) Files.getAttribute(device, "unix:rdev");
    long major = packed >>> 8 & 0xfff | packed >>> 32 & 0xfffff000L;
    long minor = packed & 0xff | packed >>> 12 & 0xffffff00L;
    return major + ":" + minor;
  }
}
