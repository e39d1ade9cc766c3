package dev.sluice.benchmarks.chart;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.labels.ItemLabelAnchor;
import org.jfree.chart.labels.ItemLabelPosition;
import org.jfree.chart.labels.StandardCategoryItemLabelGenerator;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.category.DefaultCategoryDataset;

/** Bars from left to right, one for each contender, with their values; side by side by measure. */
public final class Bars extends Sheet {
  private static final int WIDTH = 420;
  private static final int ROW = 26;
  private static final int TITLE = 60;
  private static final Color COLOR = new Color(0x00, 0x77, 0xBB);

  private final List<Group> groups;

  /**
   * A diagram of its own axis.
   *
   * @param title what the bars are, with the unit
   * @param bars the values by their names, from above
   */
  public record Group(String title, Map<String, Double> bars) {}

  /**
   * Prepares a picture.
   *
   * @param title what it shows
   * @param subtitle where and when it was measured
   * @param groups from the left
   */
  public Bars(String title, String subtitle, List<Group> groups) throws IOException {
    super(title, subtitle);
    this.groups = List.copyOf(groups);
  }

  @Override
  int width() {
    return 2 * MARGIN + groups.size() * WIDTH;
  }

  @Override
  int height() {
    int most = groups.stream().mapToInt(group -> group.bars.size()).max().orElse(1);
    return HEAD + TITLE + most * ROW + MARGIN;
  }

  @Override
  void drawContent(Graphics2D graphics) {
    for (int i = 0; i < groups.size(); i++) {
      int height = TITLE + groups.get(i).bars.size() * ROW;
      chart(groups.get(i))
          .draw(graphics, new Rectangle2D.Double(MARGIN + i * WIDTH, HEAD, WIDTH - MARGIN, height));
    }
  }

  private JFreeChart chart(Group group) {
    DefaultCategoryDataset values = new DefaultCategoryDataset();
    group.bars.forEach((name, value) -> values.addValue(value, "", name));
    CategoryAxis names = new CategoryAxis();
    names.setTickLabelFont(fonts.plain(12));
    names.setTickLabelPaint(INK);
    NumberAxis axis = new NumberAxis();
    axis.setTickLabelFont(fonts.plain(10));
    axis.setTickLabelPaint(INK);
    axis.setUpperMargin(0.25); // room for the number behind the longest bar
    CategoryPlot plot = new CategoryPlot(values, names, axis, renderer());
    plot.setOrientation(PlotOrientation.HORIZONTAL);
    plot.setBackgroundPaint(Color.WHITE);
    plot.setOutlineVisible(false);
    JFreeChart chart = new JFreeChart(null, fonts.plain(12), plot, false);
    TextTitle title = new TextTitle(group.title, fonts.bold(13));
    title.setPaint(INK);
    chart.setTitle(title);
    chart.setBackgroundPaint(null);
    return chart;
  }

  private BarRenderer renderer() {
    BarRenderer renderer = new BarRenderer();
    renderer.setBarPainter(new StandardBarPainter());
    renderer.setShadowVisible(false);
    renderer.setSeriesPaint(0, COLOR);
    renderer.setDefaultItemLabelGenerator(
        new StandardCategoryItemLabelGenerator(
            "{2}", new DecimalFormat("#,##0.##", DecimalFormatSymbols.getInstance(Locale.ROOT))));
    renderer.setDefaultItemLabelFont(fonts.plain(11));
    renderer.setDefaultItemLabelPaint(INK);
    renderer.setDefaultPositiveItemLabelPosition(
        new ItemLabelPosition(ItemLabelAnchor.OUTSIDE3, TextAnchor.CENTER_LEFT));
    renderer.setDefaultItemLabelsVisible(true);
    return renderer;
  }
}
