package io.sealcopy.bench.report;

/** A page in which each suite's section stands between two marks and is replaced as a whole. */
public final class Document {
  private Document() {}

  /** The page with this section in the place of the suite's earlier one, or at its end. */
  public static String with(String page, String suite, String section) {
    String begin = "<!-- made by scripts/bench: " + suite + " -->\n";
    String end = "<!-- end of " + suite + " -->\n";
    String marked = begin + section + end;
    int from = page.indexOf(begin);
    int to = page.indexOf(end);
    if (from < 0 || to < from) {
      return page + "\n" + marked;
    }
    return page.substring(0, from) + marked + page.substring(to + end.length());
  }
}
