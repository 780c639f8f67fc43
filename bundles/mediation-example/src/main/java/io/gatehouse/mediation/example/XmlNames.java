package io.gatehouse.mediation.example;

import java.util.regex.Pattern;

/** What may be the name of an element or attribute here: the part of XML's names in plain ASCII. */
final class XmlNames {

  private static final Pattern NAME = Pattern.compile("(?!(?i)xml)[A-Za-z_][A-Za-z0-9_.-]*");

  private XmlNames() {}

  static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }
}
