package io.gatehouse.runtime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** An archive made byte by byte, with what no backup would have. */
final class TarArchive {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** One that begins as a backup of this format does. */
  static TarArchive ofFormat(String format) {
    return new TarArchive()
        .file(BackupFormat.LABEL, "format=" + format + "\ngatehouse=9.9\nmade=2026-01-01\n");
  }

  TarArchive file(String name, String content) {
    return entry(name, TarField.FILE, content);
  }

  TarArchive folder(String name) {
    return entry(name, TarField.FOLDER, "");
  }

  TarArchive entry(String name, char type, String content) {
    return entry(name, type, content, Long.toOctalString(utf8(content).length));
  }

  /** With a size that may be anything. */
  TarArchive entry(String name, char type, String content, String size) {
    byte[] header = new byte[TarField.BLOCK];
    TarField.NAME.text(header, name);
    TarField.MODE.number(header, 0644);
    TarField.SIZE.text(header, size);
    TarField.MODIFIED.number(header, 0);
    TarField.TYPE.text(header, String.valueOf(type));
    TarField.MAGIC.text(header, "ustar\00000");
    TarField.CHECKSUM.number(header, TarField.sum(header));
    bytes.writeBytes(header);
    bytes.writeBytes(utf8(content));
    bytes.writeBytes(
        new byte[(TarField.BLOCK - utf8(content).length % TarField.BLOCK) % TarField.BLOCK]);
    return this;
  }

  /** Whatever follows. */
  TarArchive raw(byte[] more) {
    bytes.writeBytes(more);
    return this;
  }

  TarArchive end() {
    return raw(new byte[2 * TarField.BLOCK]);
  }

  byte[] compressed() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      bytes.writeTo(gzip);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  Path writeTo(Path file) {
    try {
      return Files.write(file, compressed());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
