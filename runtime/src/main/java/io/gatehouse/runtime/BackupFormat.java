package io.gatehouse.runtime;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.List;
import java.util.Properties;
import java.util.Set;

/**
 * What a backup is: a tar archive, compressed by gzip, that says in its first entry what it is and
 * has the files of an instance under the folders that they belong to.
 *
 * @param number of the format
 * @param version of the Gatehouse that made the backup
 * @param made when, in ISO 8601
 */
record BackupFormat(int number, String version, String made) {

  /** The newest format that is understood here, and the one that is written. */
  static final int NEWEST = 1;

  /** The first entry. */
  static final String LABEL = "gatehouse-backup.properties";

  /** The folders of an instance that operators fill, and where its state is. */
  static final List<String> FOLDERS = List.of("etc", "apis", "policies", "deploy", "data");

  static final int LARGEST_LABEL = 4096;

  /** Where a restore keeps what comes and what goes, in each of the folders. */
  static final String ASIDE = ".gatehouse-restore";

  private static final int LONGEST_NAME = 4096;
  private static final int LONGEST_PART = 255;

  /**
   * What of {@code data} belongs to a running process or to this machine: made anew at a start, or
   * a secret that is of no use elsewhere.
   */
  private static final Set<String> OF_THE_PROCESS =
      Set.of(
          "admin.json",
          "admin.token",
          "bundles",
          "cache",
          "gatehouse.lock",
          "gatehouse.pid",
          "gatehouse.ready",
          "gatehouse.restoring",
          "gatehouse.waiting",
          "tmp");

  /** Whether an entry right in one of the folders is part of a backup. */
  static boolean holds(String folder, String entry) {
    if (entry.equals(ASIDE)) {
      return false;
    }
    return folder.equals("data") ? !OF_THE_PROCESS.contains(entry) : !entry.endsWith(".error");
  }

  String label() {
    Properties properties = new Properties();
    properties.setProperty("format", Integer.toString(number));
    properties.setProperty("gatehouse", version);
    properties.setProperty("made", made);
    StringWriter text = new StringWriter();
    try {
      properties.store(text, "A backup of Gatehouse");
    } catch (IOException e) {
      throw new IllegalStateException("a string cannot be written", e);
    }
    return text.toString();
  }

  /**
   * Reads the first entry of a backup.
   *
   * @throws IOException if it is none, or of a newer format
   */
  static BackupFormat read(String label, String ownVersion) throws IOException {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(label));
    } catch (IllegalArgumentException e) {
      throw new IOException("its label is damaged: " + e.getMessage(), e);
    }
    String number = properties.getProperty("format", "");
    if (!number.matches("[1-9][0-9]{0,5}")) {
      throw new IOException("its label has no format (found: '" + number + "')");
    }
    String version = properties.getProperty("gatehouse", "unknown");
    BackupFormat format =
        new BackupFormat(
            Integer.parseInt(number), version, properties.getProperty("made", "unknown"));
    if (format.number() > NEWEST) {
      throw new IOException(
          "it has format "
              + format.number()
              + ", made by Gatehouse "
              + version
              + "; this is Gatehouse "
              + ownVersion
              + ", which reads formats up to "
              + NEWEST
              + ". Restore it with that Gatehouse or a newer one");
    }
    return format;
  }

  /**
   * The folder that an entry of a backup belongs to.
   *
   * @throws IOException if its name leads anywhere else, or to what no backup has
   */
  static String folderOf(String name) throws IOException {
    String[] parts = name.split("/", -1);
    if (name.length() > LONGEST_NAME) {
      throw new IOException("an entry's name has " + name.length() + " characters");
    }
    for (String part : parts) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        throw new IOException("the entry '" + name + "' leads out of the instance");
      }
      if (part.length() > LONGEST_PART || part.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
        throw new IOException("the entry '" + shown(name) + "' has no name for a file");
      }
    }
    if (!FOLDERS.contains(parts[0])) {
      throw new IOException(
          "the entry '" + name + "' is in none of the folders " + String.join(" ", FOLDERS));
    }
    if (parts.length > 1 && !holds(parts[0], parts[1])) {
      throw new IOException("the entry '" + name + "' is none that a backup has");
    }
    return parts[0];
  }

  private static String shown(String name) {
    return name.replaceAll("\\p{Cntrl}", "?");
  }
}
