package dev.sluice.examples.lab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import picocli.CommandLine;

@ExtendWith(LabDescriptors.class)
class LabTest {
  @TempDir private Path directory;

  /** What a command did. */
  private record Outcome(int exitCode, String output, String errors) {}

  private static Outcome lab(String... arguments) {
    StringWriter output = new StringWriter();
    StringWriter errors = new StringWriter();
    int exitCode =
        new CommandLine(new Lab())
            .setOut(new PrintWriter(output))
            .setErr(new PrintWriter(errors))
            .setExecutionExceptionHandler(
                (e, command, parsed) -> {
                  command.getErr().print(e.getMessage());
                  return 1;
                })
            .execute(arguments);
    return new Outcome(exitCode, output.toString(), errors.toString());
  }

  private Path file(String text) throws IOException {
    Path file = directory.resolve("mine.lab");
    Files.writeString(file, text);
    return file;
  }

  @Test
  void list_showsEveryScenarioOnALine() {
    Outcome outcome = lab("--list");
    assertThat(outcome.exitCode).isZero();
    assertThat(outcome.output.lines()).hasSameSizeAs(Library.scenarios());
    for (Scenario scenario : Library.scenarios()) {
      assertThat(outcome.output).contains(scenario.name()).contains(scenario.summary());
    }
  }

  @Test
  void scenario_oneByName_printsItsTable() {
    // epoll(7): LT reports what is left after a partial read, ET does not.
    Outcome outcome = lab("--scenario", "partial-read", "--mechanism", "level,edge");
    assertThat(outcome.exitCode).isZero();
    assertThat(outcome.output)
        .startsWith("partial-read\n")
        .contains("  read server 60 → 60 bytes\n≠ wait")
        .containsPattern("(?m)^≠ wait +readable +-$")
        .endsWith(Table.LEGEND + "\n")
        .doesNotContain("poll", "\u001b");
  }

  @Test
  void scenario_all_areNoWiderThanATerminal() {
    Outcome outcome = lab();
    assertThat(outcome.exitCode).as(outcome.errors).isZero();
    assertThat(outcome.output.lines()).allMatch(line -> line.length() <= Table.WIDTH);
    for (Scenario scenario : Library.scenarios()) {
      assertThat(outcome.output).contains("\n" + scenario.summary());
    }
  }

  @Test
  void scenario_unknown_isWrongUsage() {
    Outcome outcome = lab("--scenario", "partial-raed");
    assertThat(outcome.exitCode).isEqualTo(2);
    assertThat(outcome.errors)
        .contains(
            "no scenario is called 'partial-raed': --list shows all; did you mean 'partial-read'?");
  }

  @Test
  void mechanism_unknown_isWrongUsage() {
    Outcome outcome = lab("--mechanism", "egde");
    assertThat(outcome.exitCode).isEqualTo(2);
    assertThat(outcome.errors)
        .contains(
            "no mechanism is called 'egde': expected one of select, poll, level, edge,"
                + " level-one-shot, edge-one-shot, nio; did you mean 'edge'?");
  }

  @Test
  void picture_unknownKind_isWrongUsageBeforeAnythingRuns() {
    Outcome outcome = lab("--picture", "x.gif");
    assertThat(outcome.exitCode).isEqualTo(2);
    assertThat(outcome.errors)
        .contains("--picture x.gif: expected a name that ends in .svg or .png");
    assertThat(outcome.output).isEmpty();
  }

  @Test
  void file_ofTheUser_isPlayed() throws IOException {
    Path file = file("scenario mine \"My own\"\nsocket s\nwatch s read\nwait\n");
    Outcome outcome = lab(file.toString(), "--mechanism", "poll");
    assertThat(outcome.exitCode).isZero();
    // tcp_poll: a socket without a connection is hung up.
    assertThat(outcome.output).startsWith("mine\nMy own.\n").containsPattern("(?m)wait +hang-up$");
  }

  @Test
  void file_wrong_tellsFileLineColumnAndCause() throws IOException {
    Path file = file("scenario mine \"My own\"\n  close it\nscenario b \"B\"\n");
    Outcome outcome = lab(file.toString());
    assertThat(outcome.exitCode).isEqualTo(1);
    assertThat(outcome.errors.lines())
        .containsExactly(
            file + ":2:9: nothing is called 'it': expected a step that opens it before",
            file + ":3:1: 'b' never asks what is ready: expected a 'wait' in it");
    assertThat(outcome.output).isEmpty();
  }

  @Test
  void file_missing_isAFailure() {
    Outcome outcome = lab(directory.resolve("none.lab").toString());
    assertThat(outcome.exitCode).isEqualTo(1);
    assertThat(outcome.errors).endsWith("none.lab: there is no such file");
  }

  @Test
  void file_noText_isAFailure() throws IOException {
    Path file = directory.resolve("binary.lab");
    Files.write(file, new byte[] {(byte) 0xFF, (byte) 0xFE, 0});
    Outcome outcome = lab(file.toString());
    assertThat(outcome.exitCode).isEqualTo(1);
    assertThat(outcome.errors).endsWith("binary.lab: this is no text in UTF-8");
  }

  @Test
  void write_intoFullBuffers_failsWithTheStep() throws IOException {
    // The buffers of a connection are finite: what does not arrive is told, and not waited for.
    Path file =
        file(
            "scenario full \"Full\"\nconnect a b\nwatch b read\n"
                + "write a 4096\n".repeat(40)
                + "wait\n");
    Outcome outcome = lab(file.toString(), "--mechanism", "poll");
    assertThat(outcome.exitCode).isEqualTo(1);
    assertThat(outcome.errors).startsWith("full under poll, line ").contains("'write a 4096': ");
  }

  @Test
  void picture_svg_isXmlAndSaysWhatTheTableSays() throws Exception {
    Path picture = directory.resolve("all.svg");
    assertThat(lab("--picture", picture.toString()).exitCode).isZero();
    Document document =
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(picture.toFile());
    assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
    List<String> texts = texts(document);
    assertThat(texts).contains("readable", "silent", "hang-up", "cannot", "LT 1-shot");
    for (Scenario scenario : Library.scenarios()) {
      assertThat(texts).contains(scenario.name(), scenario.summary());
    }
    assertEverythingInside(document);
  }

  private static List<String> texts(Document document) {
    List<String> texts = new ArrayList<>();
    NodeList nodes = document.getElementsByTagName("text");
    for (int i = 0; i < nodes.getLength(); i++) {
      texts.add(nodes.item(i).getTextContent());
    }
    return texts;
  }

  private static void assertEverythingInside(Document document) {
    double width = number(document.getDocumentElement(), "width");
    double height = number(document.getDocumentElement(), "height");
    NodeList nodes = document.getElementsByTagName("text");
    for (int i = 0; i < nodes.getLength(); i++) {
      org.w3c.dom.Element text = (org.w3c.dom.Element) nodes.item(i);
      double length = text.getTextContent().length() * number(text, "font-size") * Canvas.CHARACTER;
      double x = number(text, "x");
      boolean middle = text.hasAttribute("text-anchor");
      assertThat(middle ? x - length / 2 : x).as(text.getTextContent()).isNotNegative();
      assertThat(middle ? x + length / 2 : x + length)
          .as(text.getTextContent())
          .isLessThanOrEqualTo(width);
      assertThat(number(text, "y")).as(text.getTextContent()).isBetween(0.0, height);
    }
  }

  private static double number(org.w3c.dom.Element element, String attribute) {
    return Double.parseDouble(element.getAttribute(attribute));
  }

  @Test
  void picture_svg_escapesWhatXmlDoesNotAllow() throws Exception {
    Path file = file("scenario x \"<&> \u0001 \ud83d\ude00\"\nsocket s\nwatch s read\nwait\n");
    Path picture = directory.resolve("x.svg");
    assertThat(lab(file.toString(), "--picture", picture.toString()).exitCode).isZero();
    Document document =
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(picture.toFile());
    assertThat(texts(document)).contains("<&> \uFFFD \ud83d\ude00");
  }

  @Test
  void picture_png_isAnImageWithColours() throws IOException {
    Path picture = directory.resolve("partial.png");
    Outcome outcome = lab("--scenario", "partial-read", "--picture", picture.toString());
    assertThat(outcome.exitCode).as(outcome.errors).isZero();
    BufferedImage image = ImageIO.read(picture.toFile());
    assertThat(image.getWidth()).isGreaterThan(image.getHeight());
    Set<Integer> colours = new HashSet<>();
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        colours.add(image.getRGB(x, y));
      }
    }
    // The green of a report, the yellow of a difference: ET is silent where LT reports again.
    assertThat(colours).contains(0xFFC6F7E2, 0xFFFFF3C4, 0xFFFFFFFF);
  }

  @Test
  void picture_intoNoDirectory_isAFailure() {
    String picture = directory.resolve("none").resolve("x.svg").toString();
    Outcome outcome = lab("--scenario", "partial-read", "--picture", picture);
    assertThat(outcome.exitCode).isEqualTo(1);
    assertThat(outcome.errors).startsWith(picture + ": cannot be written: ");
    assertThat(new File(picture)).doesNotExist();
  }

  @Test
  void colours_areForTerminalsThatWantThem() {
    // https://no-color.org: set and not empty means none.
    assertThat(Colors.choose(true, Map.of())).isEqualTo(Colors.ON);
    assertThat(Colors.choose(true, Map.of("NO_COLOR", ""))).isEqualTo(Colors.ON);
    assertThat(Colors.choose(true, Map.of("NO_COLOR", "1"))).isEqualTo(Colors.OFF);
    assertThat(Colors.choose(true, Map.of("TERM", "dumb"))).isEqualTo(Colors.OFF);
    assertThat(Colors.choose(false, Map.of())).isEqualTo(Colors.OFF);
  }

  @Test
  void table_withColours_hasTheSameText() throws IOException {
    Result result = Runner.play(Library.scenarios().getFirst(), List.of(Mechanism.values()));
    String colored = Table.of(result, Colors.ON);
    assertThat(colored).contains("\u001b[1;33m-");
    assertThat(colored.replaceAll("\u001b\\[[0-9;]*m", "").lines().map(String::stripTrailing))
        .containsExactlyElementsOf(Table.of(result, Colors.OFF).lines().toList());
    assertThat(new String(colored.getBytes(UTF_8), UTF_8)).isEqualTo(colored);
  }
}
