package io.gatehouse.demo;

/** Customers as a system of the last century tells of them: XML, and a path of its own. */
final class LegacyApp implements BackEnd {

  private static final String ROOT = "/CUSTSVC/GetCustomer.do/";
  private static final String XML = "text/xml; charset=utf-8";

  @Override
  public Answer answer(Call call) {
    String number = call.path().startsWith(ROOT) ? call.path().substring(ROOT.length()) : "";
    if (!number.matches("\\d{1,6}")) {
      return new Answer(404, XML, "<fault code=\"404\">no such customer</fault>");
    }
    return new Answer(
        200,
        XML,
        "<customer number=\"" + number + "\"><name>Ada Example</name><tier>gold</tier></customer>");
  }
}
