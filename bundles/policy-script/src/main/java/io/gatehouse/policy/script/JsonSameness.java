package io.gatehouse.policy.script;

/**
 * Whether two JSON texts say the same: spaces, escapes and the way numbers are written do not
 * count. Members in another order do.
 */
final class JsonSameness {

  private final String before;
  private final String after;
  private int left;
  private int right;

  private JsonSameness(String before, String after) {
    this.before = before;
    this.after = after;
  }

  static boolean of(String before, String after) {
    return before.equals(after) || new JsonSameness(before, after).isSame();
  }

  /** Whether there are names that are numbers: JavaScript puts them before all others. */
  static boolean hasMovingNames(String text) {
    for (int i = text.indexOf('"'); i >= 0; i = text.indexOf('"', i + 1)) {
      char next = i + 1 < text.length() ? text.charAt(i + 1) : ' ';
      if ((next >= '0' && next <= '9') || next == '\\') {
        return true;
      }
    }
    return false;
  }

  private boolean isSame() {
    while (true) {
      left = afterSpace(before, left);
      right = afterSpace(after, right);
      if (left == before.length() || right == after.length()) {
        return left == before.length() && right == after.length();
      }
      char c = before.charAt(left);
      boolean same =
          switch (c) {
            case '"' -> after.charAt(right) == '"' && isSameString();
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> isSameNumber();
            default -> after.charAt(right) == c && step();
          };
      if (!same) {
        return false;
      }
    }
  }

  private boolean step() {
    left++;
    right++;
    return true;
  }

  private static int afterSpace(String text, int from) {
    int i = from;
    while (i < text.length() && " \n\r\t".indexOf(text.charAt(i)) >= 0) {
      i++;
    }
    return i;
  }

  private boolean isSameNumber() {
    int leftEnd = JsonScan.afterNumber(before, left, before.length());
    int rightEnd = JsonScan.afterNumber(after, right, after.length());
    if (leftEnd < 0 || rightEnd < 0) {
      return false;
    }
    String one = before.substring(left, leftEnd);
    String other = after.substring(right, rightEnd);
    left = leftEnd;
    right = rightEnd;
    return one.equals(other) || Double.parseDouble(one) == Double.parseDouble(other);
  }

  private boolean isSameString() {
    int leftEnd = JsonScan.afterString(before, left, before.length()) - 1;
    int rightEnd = JsonScan.afterString(after, right, after.length()) - 1;
    if (leftEnd < 0 || rightEnd < 0) {
      return false;
    }
    left++;
    right++;
    while (left < leftEnd && right < rightEnd) {
      int one = before.charAt(left);
      int other = after.charAt(right);
      left++;
      right++;
      if (one == '\\') {
        one = escaped(before, left);
        left += before.charAt(left) == 'u' ? 5 : 1;
      }
      if (other == '\\') {
        other = escaped(after, right);
        right += after.charAt(right) == 'u' ? 5 : 1;
      }
      if (one != other) {
        return false;
      }
    }
    return left == leftEnd && right == rightEnd && step();
  }

  /** The character that the escape stands for; its letter is here. */
  private static int escaped(String text, int at) {
    return switch (text.charAt(at)) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> Integer.parseInt(text, at + 1, at + 5, 16);
      default -> text.charAt(at);
    };
  }
}
