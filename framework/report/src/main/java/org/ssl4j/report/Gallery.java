package org.ssl4j.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ssl4j.augment.Pipelines;
import org.ssl4j.data.DataSplits;
import org.ssl4j.data.ImageSet;
import org.ssl4j.encoder.ImageEmbedder;
import org.ssl4j.measure.EmbeddingMatrix;
import org.ssl4j.network.Tap;
import org.ssl4j.run.DiskException;
import org.ssl4j.run.FinishedRun;
import org.ssl4j.run.Json;
import org.ssl4j.run.RunListener;

/**
 * Keeps, at the end of a run, what its page shows and metric files cannot: held-out images as small
 * pictures with their labels, a planar projection of their embeddings, the nearest neighbours of a
 * few of them, and some views. So the page can be made again without the data set and the network.
 *
 * <p>{@code gallery/} in the run directory: {@code gallery.json}, {@code thumbnails.jpg} (a grid of
 * the held-out images in order) and {@code views.jpg} (a row per training image: the original, then
 * draws of each view). About half a megabyte.
 */
public final class Gallery implements RunListener {

  private static final Logger LOG = LoggerFactory.getLogger(Gallery.class);

  /** First held-out images shown: 60 a class for ten, and a picture file of about 400 KB. */
  static final int IMAGES = 600;

  static final int QUERIES = 12;
  static final int NEIGHBOURS = 5;

  /** Side of a thumbnail; larger images are scaled down. */
  static final int THUMBNAIL = 32;

  private static final int THUMBNAIL_COLUMNS = 25;

  private static final int VIEW_ROWS = 8;
  private static final int VIEW_DRAWS = 3;

  /** Views are shown larger, but not at the 224 pixels of a large recipe. */
  private static final int VIEW_CELL = 64;

  /** A run is worth more than its pictures: only a disk that refuses is for others to wait for. */
  @Override
  public void onFinish(FinishedRun run) {
    try {
      keep(run);
    } catch (DiskException | CancellationException others) {
      throw others;
    } catch (RuntimeException | OutOfMemoryError failure) {
      LOG.debug("no gallery", failure);
      LOG.warn(
          "The gallery could not be made ({}). The page is written without it.",
          failure.toString());
    }
  }

  private static void keep(FinishedRun run) {
    var data = run.data();
    var config = run.loaded().config();
    var heldOut = data.test();
    int count = Math.min(IMAGES, heldOut.size());
    var pipelines = Pipelines.of(config.views(), data);

    var description = Json.MAPPER.createObjectNode();
    description.put("format", GalleryFiles.FORMAT);
    description.put("version", GalleryFiles.VERSION);
    description.put("split", heldOut.name());
    description.put("images", count);
    description.put("weights", "last");
    var classNames = description.putArray("classNames");
    heldOut.classNames().forEach(classNames::add);
    var labels = description.putArray("labels");
    IntStream.range(0, count).map(heldOut::label).forEach(labels::add);

    var taps = new LinkedHashSet<>(List.of(Tap.BACKBONE, Tap.PROJECTOR));
    taps.retainAll(run.method().taps());
    var embeddings =
        new ImageEmbedder(run.method(), ImageEmbedder.USUAL_BATCH, config.seed())
            .embed(heldOut, count, pipelines.clean(), 0, taps);
    var projections = description.putObject("projections");
    for (var tap : taps) {
      double[][] directions = directions(embeddings.get(tap));
      addProjection(projections.putObject(tap.label()), directions);
      if (tap.equals(Tap.BACKBONE)) {
        addNeighbours(description.putObject("neighbours"), directions, heldOut);
      }
    }
    var views = views(description.putObject("views"), data, pipelines, config.seed());
    GalleryFiles.write(
        run.directory(), description, thumbnails(description, heldOut, count), views);
  }

  /** Unit rows: cosines are what the losses and the neighbours go by. A zero row stays zero. */
  static double[][] directions(EmbeddingMatrix embeddings) {
    double[][] rows = new double[embeddings.rows()][embeddings.columns()];
    for (int i = 0; i < rows.length; i++) {
      embeddings.read(i, 0, rows[i].length, rows[i], 0);
      double square = 0;
      for (double value : rows[i]) {
        square += value * value;
      }
      double scale = square > 0 ? 1 / Math.sqrt(square) : 0;
      for (int j = 0; j < rows[i].length; j++) {
        rows[i][j] *= scale;
      }
    }
    return rows;
  }

  private static void addProjection(ObjectNode target, double[][] directions) {
    var projection = PlanarProjection.of(directions);
    addAll(target.putArray("x"), projection.x());
    addAll(target.putArray("y"), projection.y());
    addAll(target.putArray("shares"), projection.xShare(), projection.yShare());
  }

  private static void addAll(ArrayNode target, double... values) {
    for (double value : values) {
      target.add(PageJson.rounded(value));
    }
  }

  private static void addNeighbours(ObjectNode target, double[][] directions, ImageSet set) {
    target.put("layer", Tap.BACKBONE.label());
    var queries = target.putArray("queries");
    for (int query : queries(set, directions.length)) {
      var entry = queries.addObject();
      entry.put("image", query);
      var neighbours = entry.putArray("neighbours");
      for (int neighbour : nearest(directions, query)) {
        var found = neighbours.addObject();
        found.put("image", neighbour);
        found.set("cosine", PageJson.rounded(dot(directions[query], directions[neighbour])));
      }
    }
  }

  /** The first image of each class, then the second of each, until there are enough. */
  static List<Integer> queries(ImageSet set, int count) {
    Set<Integer> chosen = new LinkedHashSet<>();
    while (chosen.size() < Math.min(QUERIES, count)) {
      Set<Integer> seen = new LinkedHashSet<>();
      for (int i = 0; i < count && chosen.size() < QUERIES; i++) {
        if (!chosen.contains(i)
            && (set.label(i) == ImageSet.UNLABELLED || seen.add(set.label(i)))) {
          chosen.add(i);
        }
      }
    }
    return new ArrayList<>(chosen);
  }

  /** Other images by falling cosine; of equal ones the earlier first. */
  static List<Integer> nearest(double[][] directions, int query) {
    return IntStream.range(0, directions.length)
        .filter(i -> i != query)
        .boxed()
        .sorted(
            Comparator.comparingDouble((Integer i) -> -dot(directions[query], directions[i]))
                .thenComparingInt(i -> i))
        .limit(NEIGHBOURS)
        .toList();
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static BufferedImage thumbnails(ObjectNode description, ImageSet set, int count) {
    var thumbnails = description.putObject("thumbnails");
    thumbnails.put("size", THUMBNAIL);
    thumbnails.put("columns", THUMBNAIL_COLUMNS);
    int rows = (count + THUMBNAIL_COLUMNS - 1) / THUMBNAIL_COLUMNS;
    var painter = new ImagePainter(set, 0);
    var grid = new Grid(THUMBNAIL_COLUMNS, rows, THUMBNAIL);
    for (int i = 0; i < count; i++) {
      grid.draw(painter.original(i), i % THUMBNAIL_COLUMNS, i / THUMBNAIL_COLUMNS);
    }
    return grid.done();
  }

  private static BufferedImage views(
      ObjectNode description, DataSplits data, Pipelines pipelines, long seed) {
    var set = data.train();
    List<Integer> chosen = ImageChoice.of(set, VIEW_ROWS);
    int rows = chosen.size();
    int views = pipelines.views().size();
    int draws = PreviewSheet.draws(VIEW_DRAWS, views);
    int cell = Math.min(VIEW_CELL, pipelines.clean().size());
    description.put("cell", cell);
    description.put("views", views);
    description.put("draws", draws);
    var titles = description.putArray("viewNames");
    IntStream.range(0, views)
        .mapToObj(view -> PreviewSheet.name(pipelines.views(), view))
        .forEach(titles::add);
    var indices = description.putArray("images");
    var labels = description.putArray("labels");
    var names = description.putArray("names");
    var painter = new ImagePainter(set, seed);
    var grid = new Grid(1 + views * draws, rows, cell);
    for (int r = 0; r < rows; r++) {
      int index = chosen.get(r);
      indices.add(index);
      labels.add(set.label(index));
      names.add(set.imageName(index).orElse(null));
      grid.draw(painter.original(index), 0, r);
      for (int v = 0; v < views; v++) {
        for (int d = 0; d < draws; d++) {
          var view = painter.view(index, pipelines.views().get(v), v, d);
          grid.draw(view, 1 + v * draws + d, r);
        }
      }
    }
    return grid.done();
  }

  /** Pictures of one size in rows and columns. */
  private static final class Grid {

    private final BufferedImage image;
    private final Graphics2D graphics;
    private final int cell;

    Grid(int columns, int rows, int cell) {
      this.cell = cell;
      image = new BufferedImage(columns * cell, rows * cell, BufferedImage.TYPE_INT_RGB);
      graphics = image.createGraphics();
    }

    void draw(BufferedImage picture, int column, int row) {
      // Averaging, because picking pixels out of a large photograph shows patterns it does not
      // have.
      var scaled =
          picture.getWidth() == cell && picture.getHeight() == cell
              ? picture
              : picture.getScaledInstance(cell, cell, Image.SCALE_AREA_AVERAGING);
      graphics.drawImage(scaled, column * cell, row * cell, null);
    }

    BufferedImage done() {
      graphics.dispose();
      return image;
    }
  }
}
