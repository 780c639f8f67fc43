package io.gatehouse.mediation.example;

import io.gatehouse.api.http.Problem;
import io.gatehouse.api.http.ProblemException;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.jspecify.annotations.Nullable;

/**
 * Renders parsed JSON as XML: an object's keys become elements, a list's items become {@code item}
 * elements, what cannot be an element's name becomes an {@code entry} with that name.
 */
final class XmlView {

  private static final int DEEPEST = 64;

  private final XMLOutputFactory factory = XMLOutputFactory.newDefaultFactory();
  private final String root;

  XmlView(String root) {
    this.root = root;
  }

  String render(@Nullable Object document, Map<String, String> attributes) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = factory.createXMLStreamWriter(text);
      xml.writeStartElement(root);
      for (Map.Entry<String, String> attribute : attributes.entrySet()) {
        xml.writeAttribute(attribute.getKey(), legal(attribute.getValue()));
      }
      content(xml, document, 1);
      xml.writeEndElement();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("a document in memory can be written", e);
    }
    return text.toString();
  }

  private void content(XMLStreamWriter xml, @Nullable Object value, int depth)
      throws XMLStreamException {
    if (depth > DEEPEST) {
      throw new ProblemException(
          Problem.client(
              "JSON_TOO_DEEP",
              400,
              "The content is nested too deeply",
              "The content has more than " + DEEPEST + " levels."));
    }
    switch (value) {
      case null -> {
        // an empty element
      }
      case Map<?, ?> object -> {
        for (Map.Entry<?, ?> entry : object.entrySet()) {
          start(xml, String.valueOf(entry.getKey()));
          content(xml, entry.getValue(), depth + 1);
          xml.writeEndElement();
        }
      }
      case List<?> list -> {
        for (Object item : list) {
          xml.writeStartElement("item");
          content(xml, item, depth + 1);
          xml.writeEndElement();
        }
      }
      default -> xml.writeCharacters(legal(value.toString()));
    }
  }

  private static void start(XMLStreamWriter xml, String key) throws XMLStreamException {
    if (XmlNames.isName(key)) {
      xml.writeStartElement(key);
    } else {
      xml.writeStartElement("entry");
      xml.writeAttribute("name", legal(key));
    }
  }

  /** XML 1.0 has no way to write most control characters and half surrogates, not even escaped. */
  private static String legal(String text) {
    StringBuilder legal = new StringBuilder(text.length());
    text.codePoints().map(c -> isLegal(c) ? c : 0xFFFD).forEach(legal::appendCodePoint);
    return legal.toString();
  }

  private static boolean isLegal(int c) {
    return c == '\t'
        || c == '\n'
        || c == '\r'
        || (c >= 0x20 && c <= 0xD7FF)
        || (c >= 0xE000 && c <= 0xFFFD)
        || c >= 0x10000;
  }
}
