package dev.sluice.examples.lab;

import java.io.Serial;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Goes over the words of one line. Not thread-safe. */
final class Cursor {
  /** Words that differ in so many letters are not alike. */
  private static final int FAR = 3;

  private final List<Token> tokens;
  private final int endColumn;
  private int next;

  private Cursor(List<Token> tokens, int endColumn) {
    this.tokens = tokens;
    this.endColumn = endColumn;
  }

  /** A word, or a text in quotes. */
  record Token(String text, boolean quoted, int column) {
    /** Returns it as a message shows it. */
    String shown() {
      String shortened = text.length() > 40 ? text.substring(0, 40) + "…" : text;
      return quoted ? '"' + shortened + '"' : "'" + shortened + "'";
    }
  }

  /** Something on this line is wrong. */
  static final class Wrong extends Exception {
    @Serial private static final long serialVersionUID = 1;

    final int column;
    final String why;

    Wrong(int column, String why) {
      super(why);
      this.column = column;
      this.why = why;
    }
  }

  /**
   * Splits a line into words. A {@code #} outside quotes begins a comment.
   *
   * @throws Wrong if a quote is not closed, or something unknown is escaped
   */
  static Cursor of(String line) throws Wrong {
    List<Token> tokens = new ArrayList<>();
    int i = 0;
    while (i < line.length() && line.charAt(i) != '#') {
      char c = line.charAt(i);
      if (Character.isWhitespace(c)) {
        i++;
      } else if (c == '"') {
        i = quoted(line, i, tokens);
      } else {
        i = word(line, i, tokens);
      }
    }
    return new Cursor(tokens, line.substring(0, i).stripTrailing().length() + 1);
  }

  private static int word(String line, int begin, List<Token> tokens) {
    int end = begin;
    while (end < line.length()
        && !Character.isWhitespace(line.charAt(end))
        && line.charAt(end) != '"'
        && line.charAt(end) != '#') {
      end++;
    }
    tokens.add(new Token(line.substring(begin, end), false, begin + 1));
    return end;
  }

  private static int quoted(String line, int begin, List<Token> tokens) throws Wrong {
    StringBuilder text = new StringBuilder();
    int i = begin + 1;
    for (; i < line.length() && line.charAt(i) != '"'; i++) {
      char c = line.charAt(i);
      if (c == '\\') {
        i++;
        c = i < line.length() ? line.charAt(i) : ' ';
        if (c != '"' && c != '\\') {
          throw new Wrong(i, "a backslash here: expected \\\" or \\\\");
        }
      }
      text.append(c);
    }
    if (i >= line.length()) {
      throw new Wrong(begin + 1, "this text does not end: expected a closing \"");
    }
    tokens.add(new Token(text.toString(), true, begin + 1));
    return i + 1;
  }

  boolean hasNext() {
    return next < tokens.size();
  }

  /** Returns the next word or text, and stays before it. */
  Token peek() {
    return tokens.get(next);
  }

  /** Returns where the next word begins, or the line ends. */
  int column() {
    return hasNext() ? tokens.get(next).column : endColumn;
  }

  /**
   * Returns the next word, not a text.
   *
   * @param expected what may stand here
   */
  Token word(String expected) throws Wrong {
    Token token = take(expected);
    if (token.quoted) {
      throw unexpected(token, expected);
    }
    return token;
  }

  /** Returns the next text. */
  String text(String expected) throws Wrong {
    Token token = take(expected);
    if (!token.quoted) {
      throw unexpected(token, expected);
    }
    return token.text;
  }

  private Token take(String expected) throws Wrong {
    if (!hasNext()) {
      throw new Wrong(endColumn, "the line ends here: expected " + expected);
    }
    return tokens.get(next++);
  }

  static Wrong unexpected(Token token, String expected) {
    return new Wrong(token.column, token.shown() + " is out of place: expected " + expected);
  }

  /** Makes sure that nothing follows. */
  void end() throws Wrong {
    if (hasNext()) {
      throw unexpected(tokens.get(next), "the end of the line");
    }
  }

  /** Returns the words, a blank between each two. */
  String joined() {
    return tokens.stream().map(Token::text).collect(Collectors.joining(" "));
  }

  /** Returns the choice most like a word, as a question, or nothing if none is like it. */
  static String didYouMean(String word, Collection<String> choices) {
    int best = FAR;
    String found = "";
    for (String choice : choices) {
      int distance = distance(word, choice);
      if (distance < best) {
        best = distance;
        found = choice;
      }
    }
    return found.isEmpty() ? "" : "; did you mean '" + found + "'?";
  }

  /** Counts the letters to insert, delete, replace, or swap with their neighbour. */
  private static int distance(String a, String b) {
    if (Math.abs(a.length() - b.length()) > FAR) {
      return FAR;
    }
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        cost[i][j] = Math.min(replaced, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
      }
    }
    return cost[a.length()][b.length()];
  }
}
