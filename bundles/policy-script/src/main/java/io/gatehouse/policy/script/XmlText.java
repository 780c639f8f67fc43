package io.gatehouse.policy.script;

import java.io.ByteArrayInputStream;
import java.io.StringReader;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.transform.Source;
import javax.xml.transform.stream.StreamSource;

/**
 * Reads XML for scripts: no document types, so no entities but the five, and nothing from outside.
 * The document comes as one string of elements, texts and ends, each after a character that XML
 * cannot hold; or as what is wrong with it, after an exclamation mark.
 */
final class XmlText {

  private static final int DEEPEST = 256;
  private static final int MOST_ELEMENTS = 100_000;
  private static final char NEXT = '\u0001';
  private static final char FIELD = '\u0002';

  private final XMLInputFactory factory = XMLInputFactory.newDefaultFactory();

  XmlText() {
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    // told in our own words, below
    factory.setProperty("jdk.xml.maxElementDepth", Integer.toString(2 * DEEPEST));
    factory.setXMLResolver(
        (publicId, systemId, base, namespace) -> {
          throw new XMLStreamException("it refers to something outside");
        });
  }

  String read(String text) {
    return read(new StreamSource(new StringReader(text)));
  }

  /** In the encoding that the document itself declares. */
  String read(byte[] bytes) {
    return read(new StreamSource(new ByteArrayInputStream(bytes)));
  }

  private String read(Source source) {
    try {
      XMLStreamReader reader = factory.createXMLStreamReader(source);
      try {
        return document(reader);
      } finally {
        reader.close();
      }
    } catch (XMLStreamException | RuntimeException e) {
      String message = String.valueOf(e.getMessage());
      int reason = message.indexOf("Message: ");
      return "!"
          + HostFunctions.oneLine(reason < 0 ? message : place(e) + message.substring(reason + 9));
    }
  }

  private static String place(Exception e) {
    return e instanceof XMLStreamException at && at.getLocation() != null
        ? "line %d, column %d: "
            .formatted(at.getLocation().getLineNumber(), at.getLocation().getColumnNumber())
        : "";
  }

  private static String document(XMLStreamReader reader) throws XMLStreamException {
    if ("1.1".equals(reader.getVersion())) {
      return "!XML 1.1 (expected: 1.0)";
    }
    StringBuilder out = new StringBuilder();
    int depth = 0;
    int elements = 0;
    while (reader.hasNext()) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          if (++depth > DEEPEST) {
            return "!more than " + DEEPEST + " levels";
          }
          if (++elements > MOST_ELEMENTS) {
            return "!more than " + MOST_ELEMENTS + " elements";
          }
          element(reader, out);
        }
        case XMLStreamConstants.END_ELEMENT -> {
          depth--;
          out.append(NEXT).append('/');
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
          if (depth > 0) {
            out.append(NEXT).append('T').append(reader.getText());
          }
        }
        case XMLStreamConstants.DTD -> {
          return "!a document type (expected: none)";
        }
        case XMLStreamConstants.ENTITY_REFERENCE -> {
          return "!the entity '" + reader.getLocalName() + "' (expected: none but the five of XML)";
        }
        default -> {
          // comments and processing instructions are not kept
        }
      }
    }
    return out.toString();
  }

  private static void element(XMLStreamReader reader, StringBuilder out) {
    out.append(NEXT).append('E');
    name(out, reader.getPrefix(), reader.getLocalName());
    for (int i = 0; i < reader.getNamespaceCount(); i++) {
      String prefix = reader.getNamespacePrefix(i);
      out.append(FIELD).append(prefix == null || prefix.isEmpty() ? "xmlns" : "xmlns:" + prefix);
      String uri = reader.getNamespaceURI(i);
      out.append(FIELD).append(uri == null ? "" : uri);
    }
    for (int i = 0; i < reader.getAttributeCount(); i++) {
      out.append(FIELD);
      name(out, reader.getAttributePrefix(i), reader.getAttributeLocalName(i));
      out.append(FIELD).append(reader.getAttributeValue(i));
    }
  }

  private static void name(
      StringBuilder out, @org.jspecify.annotations.Nullable String prefix, String local) {
    if (prefix != null && !prefix.isEmpty()) {
      out.append(prefix).append(':');
    }
    out.append(local);
  }
}
