package io.gatehouse.runtime;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes what {@code tar} reads: files and folders, with names of any length (POSIX pax). */
final class TarWriter implements Closeable {

  private static final long LARGEST = (1L << 33) - 1;

  private final OutputStream out;

  TarWriter(OutputStream out) {
    this.out = out;
  }

  /**
   * Writes one entry.
   *
   * @param content as many bytes as the entry says
   * @throws IOException if there are fewer or more, or it cannot be written
   */
  void add(TarEntry entry, InputStream content) throws IOException {
    if (entry.size() > LARGEST) {
      throw new IOException(entry.name() + " is larger than 8 GiB");
    }
    String name = entry.folder() ? entry.name() + "/" : entry.name();
    if (!fits(name)) {
      extended(name);
    }
    byte[] header = header(entry, name, entry.folder() ? TarField.FOLDER : TarField.FILE);
    out.write(header);
    long written = 0;
    byte[] buffer = new byte[64 * 1024];
    int read = content.read(buffer);
    while (read >= 0) {
      written += read;
      if (written > entry.size()) {
        break;
      }
      out.write(buffer, 0, read);
      read = content.read(buffer);
    }
    if (written != entry.size()) {
      throw new ChangedFileException(entry.name());
    }
    pad(written);
  }

  /** Ends the archive; two empty blocks say that it is complete. */
  @Override
  public void close() throws IOException {
    out.write(new byte[2 * TarField.BLOCK]);
    out.close();
  }

  private static boolean fits(String name) {
    return name.length() <= TarField.NAME.length() && name.chars().allMatch(c -> c < 128);
  }

  /** A record is its own length, a blank, key=value and a line end; the length counts itself. */
  private void extended(String name) throws IOException {
    String rest = " path=" + name + "\n";
    int restLength = rest.getBytes(StandardCharsets.UTF_8).length;
    int length = restLength + Integer.toString(restLength).length();
    length = restLength + Integer.toString(length).length();
    byte[] content = (length + rest).getBytes(StandardCharsets.UTF_8);
    TarEntry entry = new TarEntry("path", false, 0644, "", "", 0, content.length);
    out.write(header(entry, "path", TarField.EXTENDED));
    out.write(content);
    pad(content.length);
  }

  private static byte[] header(TarEntry entry, String name, char type) {
    byte[] header = new byte[TarField.BLOCK];
    TarField.NAME.text(header, name);
    TarField.MODE.number(header, entry.mode());
    TarField.UID.number(header, 0);
    TarField.GID.number(header, 0);
    TarField.SIZE.number(header, entry.size());
    TarField.MODIFIED.number(header, Math.clamp(entry.modified(), 0, LARGEST));
    TarField.TYPE.text(header, String.valueOf(type));
    TarField.MAGIC.text(header, "ustar\00000");
    TarField.OWNER.text(header, entry.owner());
    TarField.GROUP.text(header, entry.group());
    TarField.CHECKSUM.number(header, TarField.sum(header));
    return header;
  }

  private void pad(long written) throws IOException {
    int over = (int) (written % TarField.BLOCK);
    if (over > 0) {
      out.write(new byte[TarField.BLOCK - over]);
    }
  }

  /** A file was not what it had been a moment before. */
  static final class ChangedFileException extends IOException {

    private static final long serialVersionUID = 1L;

    ChangedFileException(String name) {
      super(name + " changed while it was read");
    }
  }
}
