package io.gatehouse.runtime;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads files and folders from a tar archive, strictly: anything else in it, links above all, is
 * refused, and so is an archive that ends too soon.
 */
final class TarReader {

  private static final int LARGEST_EXTENSION = 64 * 1024;

  private final InputStream in;

  /** Of the content of the entry that was read last. */
  private long left;

  private long padding;

  TarReader(InputStream in) {
    this.in = in;
  }

  /** The next file or folder; nothing at the end of the archive. */
  Optional<TarEntry> next() throws IOException {
    in.skipNBytes(left + padding);
    String longName = "";
    while (true) {
      byte[] header = block();
      if (isEmpty(header)) {
        return end();
      }
      String shown = longName.isEmpty() ? name(header) : longName;
      long size = number(TarField.SIZE, header, shown);
      if (number(TarField.CHECKSUM, header, shown) != TarField.sum(header)) {
        throw new IOException("it is damaged at the entry '" + shown + "'");
      }
      String type = TarField.TYPE.text(header);
      if (type.equals(String.valueOf(TarField.EXTENDED))) {
        longName = path(extension(size), longName);
        continue;
      }
      boolean folder = type.equals(String.valueOf(TarField.FOLDER));
      if (!folder && !type.isEmpty() && !type.equals(String.valueOf(TarField.FILE))) {
        throw new IOException("'" + shown + "' is " + kind(type) + " (allowed: files and folders)");
      }
      if (folder && size != 0) {
        throw new IOException("the folder '" + shown + "' has content");
      }
      left = size;
      padding = padding(size);
      return Optional.of(entry(header, shown, folder, size));
    }
  }

  /** The content of the entry that was read last. */
  InputStream content() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        if (left == 0) {
          return -1;
        }
        int read = in.read(buffer, offset, (int) Math.min(length, left));
        if (read < 0) {
          throw endsTooSoon();
        }
        left -= read;
        return read;
      }
    };
  }

  private static TarEntry entry(byte[] header, String name, boolean folder, long size)
      throws IOException {
    return new TarEntry(
        name.endsWith("/") && folder ? name.substring(0, name.length() - 1) : name,
        folder,
        (int) (number(TarField.MODE, header, name) & 0777),
        TarField.OWNER.text(header),
        TarField.GROUP.text(header),
        number(TarField.MODIFIED, header, name),
        size);
  }

  /** The two empty blocks, then whatever fills the last record, then nothing. */
  private Optional<TarEntry> end() throws IOException {
    if (!isEmpty(block())) {
      throw new IOException("it goes on behind its end");
    }
    byte[] rest = in.readNBytes(TarField.BLOCK);
    while (rest.length > 0) {
      for (byte b : rest) {
        if (b != 0) {
          throw new IOException("it goes on behind its end");
        }
      }
      rest = in.readNBytes(TarField.BLOCK);
    }
    left = 0;
    padding = 0;
    return Optional.empty();
  }

  private byte[] block() throws IOException {
    byte[] block = in.readNBytes(TarField.BLOCK);
    if (block.length < TarField.BLOCK) {
      throw endsTooSoon();
    }
    return block;
  }

  private String extension(long size) throws IOException {
    if (size > LARGEST_EXTENSION) {
      throw new IOException("an extended header has " + size + " bytes");
    }
    byte[] content = in.readNBytes((int) size);
    if (content.length < size) {
      throw endsTooSoon();
    }
    in.skipNBytes(padding(size));
    return new String(content, StandardCharsets.UTF_8);
  }

  /** Of the records, the one with the name; the others that tar writes (times) do not matter. */
  private static String path(String records, String before) throws IOException {
    String path = before;
    byte[] bytes = records.getBytes(StandardCharsets.UTF_8);
    int at = 0;
    while (at < bytes.length) {
      int blank = at;
      while (blank < bytes.length && bytes[blank] != ' ') {
        blank++;
      }
      int length = recordLength(new String(bytes, at, blank - at, StandardCharsets.UTF_8));
      if (length <= blank - at + 1 || length > bytes.length - at) {
        throw new IOException("an extended header is damaged");
      }
      String said = new String(bytes, blank + 1, at + length - blank - 2, StandardCharsets.UTF_8);
      if (said.startsWith("path=")) {
        path = said.substring("path=".length());
      } else if (said.startsWith("size=") || said.startsWith("linkpath=")) {
        throw new IOException("an extended header says '" + said + "', which no backup does");
      }
      at += length;
    }
    return path;
  }

  private static int recordLength(String digits) throws IOException {
    try {
      return Integer.parseInt(digits);
    } catch (NumberFormatException e) {
      throw new IOException("an extended header is damaged", e);
    }
  }

  private static String name(byte[] header) {
    String prefix = TarField.PREFIX.text(header);
    String name = TarField.NAME.text(header);
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  private static long number(TarField field, byte[] header, String name) throws IOException {
    try {
      return field.number(header);
    } catch (NumberFormatException e) {
      throw new IOException("it is damaged at the entry '" + name + "'", e);
    }
  }

  private static boolean isEmpty(byte[] block) {
    for (byte b : block) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  private static String kind(String type) {
    return switch (type) {
      case "1" -> "a hard link";
      case "2" -> "a symbolic link";
      case "3", "4" -> "a device";
      case "6" -> "a pipe";
      default -> "an entry of the kind '" + type + "'";
    };
  }

  private static long padding(long size) {
    return (TarField.BLOCK - size % TarField.BLOCK) % TarField.BLOCK;
  }

  private static EOFException endsTooSoon() {
    return new EOFException("it ends too soon: it was cut off");
  }
}
