package org.ssl4j.data;

import static java.awt.image.BufferedImage.TYPE_3BYTE_BGR;
import static java.awt.image.BufferedImage.TYPE_BYTE_GRAY;
import static java.awt.image.BufferedImage.TYPE_INT_ARGB;
import static java.awt.image.BufferedImage.TYPE_USHORT_GRAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ssl4j.data.TestData.pixel;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ssl4j.data.ImageDecoder.Decoded;

/** Every kind of file and of pixel, in memory and without a folder around it. */
class ImageDecoderTest {
  private static final int SIDE = 16;
  private static final int[] WHITE = {255, 255, 255};
  private static final int[] RED = {255, 0, 0};
  private static final int OPAQUE_RED = 0xFFFF0000;

  @TempDir private Path directory;

  @BeforeAll
  static void headless() {
    System.setProperty("java.awt.headless", "true");
  }

  private Decoded decode(byte[] file, String background, int bits) throws Exception {
    Path path = Files.write(directory.resolve("image"), file);
    return new ImageDecoder(SIDE, Background.of(background)).decode(path, bits);
  }

  private Decoded decode(byte[] file) throws Exception {
    return decode(file, "auto", 16);
  }

  private static int[] at(Decoded decoded, int x, int y) {
    return pixel(decoded.planes(), SIDE, x, y);
  }

  private static byte[] write(BufferedImage image, String format) throws IOException {
    var out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, out)).as(format).isTrue();
    return out.toByteArray();
  }

  /** Red in the middle half, transparent (black beneath) around it. */
  static BufferedImage clipArt(int type) {
    var image = new BufferedImage(SIDE, SIDE, type);
    for (int y = 4; y < 12; y++) {
      for (int x = 4; x < 12; x++) {
        image.setRGB(x, y, OPAQUE_RED);
      }
    }
    return image;
  }

  private static BufferedImage palette() {
    byte[] red = {0, (byte) 255};
    byte[] none = {0, 0};
    return clipArtWith(new IndexColorModel(1, 2, red, none, none, 0));
  }

  private static BufferedImage clipArtWith(IndexColorModel colours) {
    var image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_BINARY, colours);
    for (int y = 4; y < 12; y++) {
      for (int x = 4; x < 12; x++) {
        image.getRaster().setSample(x, y, 0, 1);
      }
    }
    return image;
  }

  /** What OpenCV writes, of BGRA pixels of which the middle is red and the rest transparent. */
  private static byte[] encode(String extension, BufferedImage image, int... parameters) {
    byte[] bgra = new byte[4 * image.getWidth() * image.getHeight()];
    for (int i = 0; i < bgra.length / 4; i++) {
      int argb = image.getRGB(i % image.getWidth(), i / image.getWidth());
      ByteBuffer.wrap(bgra).order(ByteOrder.LITTLE_ENDIAN).putInt(4 * i, argb);
    }
    try (var mat = new Mat(image.getHeight(), image.getWidth(), opencv_core.CV_8UC4);
        var out = new BytePointer();
        var parameter = new IntPointer(parameters)) {
      mat.data().put(bgra);
      assertThat(opencv_imgcodecs.imencode(extension, mat, out, parameter)).isTrue();
      byte[] bytes = new byte[(int) out.limit()];
      out.get(bytes);
      return bytes;
    }
  }

  static byte[] webp(BufferedImage image) {
    return encode(".webp", image, opencv_imgcodecs.IMWRITE_WEBP_QUALITY, 101);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rgba.png", "palette.png", "palette.gif", "rgba.webp", "rgba.tiff"})
  void transparencyIsWhiteAndNotTheColourBeneath(String kind) throws Exception {
    byte[] file =
        switch (kind) {
          case "rgba.png" -> write(clipArt(TYPE_INT_ARGB), "png");
          case "palette.png" -> write(palette(), "png");
          case "palette.gif" -> write(palette(), "gif");
          case "rgba.webp" -> webp(clipArt(TYPE_INT_ARGB));
          default -> write(clipArt(TYPE_INT_ARGB), "tiff");
        };
    Decoded decoded = decode(file);
    assertThat(at(decoded, 1, 1)).containsExactly(WHITE);
    assertThat(at(decoded, 8, 8)).containsExactly(RED);
    assertThat(decoded.background()).contains(Background.Kind.WHITE);
    assertThat(at(decode(file, "black", 16), 1, 1)).containsExactly(0, 0, 0);
    Decoded green = decode(file, "#00ff80", 16);
    assertThat(at(green, 1, 1)).containsExactly(0, 255, 128);
    assertThat(green.background()).contains(Background.Kind.GIVEN);
  }

  @Test
  void halfTransparentPixelsAreMixed() throws Exception {
    var image = new BufferedImage(SIDE, SIDE, TYPE_INT_ARGB);
    for (int i = 0; i < SIDE * SIDE; i++) {
      image.setRGB(i % SIDE, i / SIDE, 0x80FF0000);
    }
    for (String format : new String[] {"png", "tiff"}) {
      int[] mixed = at(decode(write(image, format)), 8, 8);
      assertThat(mixed[0]).as(format).isEqualTo(255);
      assertThat(mixed[1]).as(format).isBetween(126, 128);
    }
  }

  @Test
  void aHoleInAnOpaqueFrameHasTheColourOfTheFrame() throws Exception {
    var image = new BufferedImage(SIDE, SIDE, TYPE_INT_ARGB);
    for (int i = 0; i < SIDE; i++) {
      for (int edge : new int[] {0, SIDE - 1}) {
        image.setRGB(i, edge, 0xFF204060);
        image.setRGB(edge, i, 0xFF204060);
      }
    }
    Decoded decoded = decode(write(image, "png"));
    assertThat(at(decoded, 8, 8)).containsExactly(0x20, 0x40, 0x60);
    assertThat(decoded.background()).contains(Background.Kind.BORDER);
  }

  @Test
  void aWhiteDrawingDoesNotVanishAndNothingAtAllIsWhite() throws Exception {
    var image = new BufferedImage(SIDE, SIDE, TYPE_INT_ARGB);
    Decoded empty = decode(write(image, "png"));
    assertThat(at(empty, 8, 8)).containsExactly(WHITE);
    for (int x = 4; x < 12; x++) {
      image.setRGB(x, 8, 0xFFFFFFFF);
    }
    Decoded decoded = decode(write(image, "png"));
    assertThat(at(decoded, 8, 8)).containsExactly(WHITE);
    assertThat(at(decoded, 1, 1)).containsExactly(0, 0, 0);
    assertThat(decoded.background()).contains(Background.Kind.BLACK);
  }

  @Test
  void anOpaqueAlphaChannelChangesNothing() throws Exception {
    var image = new BufferedImage(SIDE, SIDE, TYPE_INT_ARGB);
    var plain = new BufferedImage(SIDE, SIDE, TYPE_3BYTE_BGR);
    for (int i = 0; i < SIDE * SIDE; i++) {
      image.setRGB(i % SIDE, i / SIDE, 0xFF000000 | i * 0x010305);
      plain.setRGB(i % SIDE, i / SIDE, i * 0x010305);
    }
    Decoded decoded = decode(write(image, "png"));
    assertThat(decoded.background()).isEmpty();
    assertThat(decoded.planes()).isEqualTo(decode(write(plain, "png")).planes());
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 16})
  void grayWithAlphaAndGrayWithATransparentValueAreLaidOverWhite(int bits) throws Exception {
    byte[] withAlpha = png(bits, 4, null, 0x00, 0x40, 0xFF);
    assertThat(at(decode(withAlpha), 1, 1)).containsExactly(WHITE);
    assertThat(at(decode(withAlpha), 12, 1)).containsExactly(0x40, 0x40, 0x40);
    byte[] key = bits == 16 ? new byte[] {0x40, 0x40} : new byte[] {0, 0x40};
    byte[] withKey = png(bits, 0, key, 0x40, 0x80, -1);
    assertThat(at(decode(withKey), 1, 1)).containsExactly(WHITE);
    assertThat(at(decode(withKey), 12, 1)).containsExactly(0x80, 0x80, 0x80);
  }

  /**
   * A gray PNG whose left two thirds have one value and whose right third another.
   *
   * @param alphaRight opacity of the right part (0 on the left), or -1 for no alpha channel
   */
  private static byte[] png(
      int bits, int colourType, byte[] transparent, int left, int right, int alphaRight)
      throws IOException {
    var rows = new ByteArrayOutputStream();
    for (int y = 0; y < SIDE; y++) {
      rows.write(0);
      for (int x = 0; x < SIDE; x++) {
        boolean isRight = x >= SIDE - 5;
        for (int b = 0; b < bits / 8; b++) {
          rows.write(isRight ? right : left);
        }
        for (int b = 0; b < bits / 8 && alphaRight >= 0; b++) {
          rows.write(isRight ? alphaRight : 0);
        }
      }
    }
    var packed = new ByteArrayOutputStream();
    try (var deflate = new DeflaterOutputStream(packed)) {
      rows.writeTo(deflate);
    }
    var head = ByteBuffer.allocate(13).putInt(SIDE).putInt(SIDE);
    head.put((byte) bits).put((byte) colourType);
    var out = new ByteArrayOutputStream();
    out.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
    out.write(chunk("IHDR", head.array()));
    if (transparent != null) {
      out.write(chunk("tRNS", transparent));
    }
    out.write(chunk("IDAT", packed.toByteArray()));
    out.write(chunk("IEND", new byte[0]));
    return out.toByteArray();
  }

  private static byte[] chunk(String type, byte[] data) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    var sum = new CRC32();
    sum.update(name);
    sum.update(data);
    return ByteBuffer.allocate(12 + data.length)
        .putInt(data.length)
        .put(name)
        .put(data)
        .putInt((int) sum.getValue())
        .array();
  }

  @Test
  void sixteenBitsWaitForTheirDepthAndAreScaledByIt() throws Exception {
    byte[] file = write(gray16(2000), "png");
    Decoded waiting = decode(file, "auto", ImageDecoder.UNKNOWN_BITS);
    assertThat(waiting.planes()).isNull();
    assertThat(waiting.maximum()).isEqualTo(2000);
    assertThat(at(decode(file, "auto", 12), 8, 8)[0]).isBetween(124, 125);
    assertThat(at(decode(file, "auto", 16), 8, 8)[0]).isBetween(7, 8);
    assertThat(decode(write(clipArt(TYPE_INT_ARGB), "png"), "auto", 0).planes()).isNotNull();
  }

  private static BufferedImage gray16(int value) {
    var image = new BufferedImage(SIDE, SIDE, TYPE_USHORT_GRAY);
    DataBuffer samples = image.getRaster().getDataBuffer();
    for (int i = 0; i < samples.getSize(); i++) {
      samples.setElem(i, value);
    }
    return image;
  }

  @ParameterizedTest
  @CsvSource({
    "png, PNG",
    "jpg, JPEG",
    "bmp, BMP",
    "gif, GIF",
    "tiff, TIFF",
    "pnm, PNM",
    "webp, WEBP"
  })
  void theFormatIsKnownByContent(String writer, ImageFormat format) throws Exception {
    var image = new BufferedImage(SIDE, SIDE, TYPE_3BYTE_BGR);
    for (int i = 0; i < SIDE * SIDE; i++) {
      image.setRGB(i % SIDE, i / SIDE, 0x204060);
    }
    byte[] file =
        switch (writer) {
          case "pnm" -> ppm();
          case "webp" -> webp(image);
          default -> write(image, writer);
        };
    Decoded decoded = decode(file);
    assertThat(decoded.format()).isEqualTo(format);
    int[] rgb = at(decoded, 8, 8);
    assertThat(rgb[0]).isBetween(0x1C, 0x24);
    assertThat(rgb[2]).isBetween(0x5C, 0x64);
    assertThatThrownBy(() -> decode(Arrays.copyOf(file, file.length / 2)))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessageNotContaining("\n");
  }

  private static byte[] ppm() {
    byte[] head = "P6 # a remark\n16 16 255\n".getBytes(StandardCharsets.US_ASCII);
    byte[] file = Arrays.copyOf(head, head.length + 3 * SIDE * SIDE);
    for (int i = head.length; i < file.length; i += 3) {
      file[i] = 0x20;
      file[i + 1] = 0x40;
      file[i + 2] = 0x60;
    }
    return file;
  }

  @Test
  void theFirstPictureOfAnAnimationIsRead() throws Exception {
    byte[] gif = write(palette(), "gif");
    // A second picture: everything between the head and the trailer once more, in other colours.
    byte[] both = Arrays.copyOf(gif, 2 * gif.length);
    System.arraycopy(gif, 13 + 6, both, gif.length - 1, gif.length - 13 - 6);
    assertThat(at(decode(both), 8, 8)).containsExactly(RED);

    Decoded webp = decode(animated(webp(clipArt(TYPE_INT_ARGB))));
    assertThat(at(webp, 8, 8)).containsExactly(RED);
    assertThat(at(webp, 1, 1)).containsExactly(WHITE);
  }

  /** A WebP of two frames, the second of which is damaged. */
  static byte[] animated(byte[] still) {
    byte[] picture = Arrays.copyOfRange(still, 12, still.length);
    var out = ByteBuffer.allocate(still.length + 400).order(ByteOrder.LITTLE_ENDIAN);
    out.put("RIFF0000WEBPVP8X".getBytes(StandardCharsets.US_ASCII)).putInt(10).putInt(0x12);
    out.put(new byte[] {SIDE - 1, 0, 0, SIDE - 1, 0, 0});
    out.put("ANIM".getBytes(StandardCharsets.US_ASCII)).putInt(6).put(new byte[6]);
    for (int frame = 0; frame < 2; frame++) {
      byte[] content = frame == 0 ? picture : new byte[8];
      out.put("ANMF".getBytes(StandardCharsets.US_ASCII)).putInt(16 + content.length);
      out.put(new byte[] {0, 0, 0, 0, 0, 0, SIDE - 1, 0, 0, SIDE - 1, 0, 0, 9, 0, 0, 0});
      out.put(content);
    }
    out.putInt(4, out.position() - 8);
    return Arrays.copyOf(out.array(), out.position());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void theOrientationIsAppliedWhereverItIsWritten(int orientation) throws Exception {
    // The picture as it is seen: red above, and a blue corner at the upper left.
    var seen = new BufferedImage(SIDE, SIDE, TYPE_INT_ARGB);
    for (int i = 0; i < SIDE * SIDE; i++) {
      int x = i % SIDE;
      int y = i / SIDE;
      seen.setRGB(x, y, x < 8 && y < 8 ? 0xFF0000FF : y < 8 ? OPAQUE_RED : 0xFF00FF00);
    }
    BufferedImage stored = turned(seen, orientation);
    byte[] exif = exif(orientation);
    byte[] png = write(stored, "png");
    var withExif = new ByteArrayOutputStream();
    withExif.write(png, 0, 33);
    withExif.write(chunk("eXIf", exif));
    withExif.write(png, 33, png.length - 33);
    byte[] opaque = write(opaque(stored), "png");
    var opaqueWithExif = new ByteArrayOutputStream();
    opaqueWithExif.write(opaque, 0, 33);
    opaqueWithExif.write(chunk("eXIf", exif));
    opaqueWithExif.write(opaque, 33, opaque.length - 33);
    byte[] jpeg = write(opaque(stored), "jpg");
    var jpegWithExif = new ByteArrayOutputStream();
    jpegWithExif.write(jpeg, 0, 2);
    jpegWithExif.write(
        ByteBuffer.allocate(10 + exif.length)
            .putShort((short) 0xFFE1)
            .putShort((short) (8 + exif.length))
            .put("Exif\0\0".getBytes(StandardCharsets.US_ASCII))
            .put(exif)
            .array());
    jpegWithExif.write(jpeg, 2, jpeg.length - 2);
    for (var out : new ByteArrayOutputStream[] {withExif, opaqueWithExif, jpegWithExif}) {
      assertUpright(decode(out.toByteArray()));
    }
    assertUpright(decode(withWebpExif(webp(stored), exif)));
    assertUpright(decode(tiffWith(write(opaque(stored), "tiff"), orientation)));
  }

  private static void assertUpright(Decoded decoded) {
    assertThat(at(decoded, 2, 2)[2]).isGreaterThan(200);
    assertThat(at(decoded, 13, 2)[0]).isGreaterThan(200);
    assertThat(at(decoded, 2, 13)[1]).isGreaterThan(200);
    assertThat(at(decoded, 13, 13)[1]).isGreaterThan(200);
  }

  private static BufferedImage opaque(BufferedImage image) {
    var opaque = new BufferedImage(SIDE, SIDE, TYPE_3BYTE_BGR);
    for (int i = 0; i < SIDE * SIDE; i++) {
      opaque.setRGB(i % SIDE, i / SIDE, image.getRGB(i % SIDE, i / SIDE));
    }
    return opaque;
  }

  /** As a camera that was held so stores it: EXIF 2.3, 4.6.4, tag Orientation. */
  private static BufferedImage turned(BufferedImage seen, int orientation) {
    var stored = new BufferedImage(SIDE, SIDE, TYPE_INT_ARGB);
    int last = SIDE - 1;
    for (int row = 0; row < SIDE; row++) {
      for (int column = 0; column < SIDE; column++) {
        int rgb =
            switch (orientation) {
              case 1 -> seen.getRGB(column, row);
              case 2 -> seen.getRGB(last - column, row);
              case 3 -> seen.getRGB(last - column, last - row);
              case 4 -> seen.getRGB(column, last - row);
              case 5 -> seen.getRGB(row, column);
              case 6 -> seen.getRGB(last - row, column);
              case 7 -> seen.getRGB(last - row, last - column);
              default -> seen.getRGB(row, last - column);
            };
        stored.setRGB(column, row, rgb);
      }
    }
    return stored;
  }

  private static byte[] exif(int orientation) {
    return ByteBuffer.allocate(26)
        .put("MM\0*".getBytes(StandardCharsets.US_ASCII))
        .putInt(8)
        .putShort((short) 1)
        .putShort((short) 0x112)
        .putShort((short) 3)
        .putInt(1)
        .putShort((short) orientation)
        .array();
  }

  private static byte[] withWebpExif(byte[] still, byte[] exif) {
    var out =
        ByteBuffer.allocate(still.length + 18 + 8 + exif.length).order(ByteOrder.LITTLE_ENDIAN);
    out.put(still, 0, 12).put("VP8X".getBytes(StandardCharsets.US_ASCII)).putInt(10).putInt(0x18);
    out.put(new byte[] {SIDE - 1, 0, 0, SIDE - 1, 0, 0}).put(still, 12, still.length - 12);
    out.put("EXIF".getBytes(StandardCharsets.US_ASCII)).putInt(exif.length).put(exif);
    out.putInt(4, out.position() - 8);
    return out.array();
  }

  /** The JDK writes no orientation, so the tag ResolutionUnit is made one. */
  private static byte[] tiffWith(byte[] file, int orientation) {
    var tiff = ByteBuffer.wrap(file.clone());
    int directory = tiff.getInt(4);
    for (int i = 0; i < tiff.getShort(directory); i++) {
      int entry = directory + 2 + 12 * i;
      if (tiff.getShort(entry) == 296) {
        tiff.putShort(entry, (short) 274).putShort(entry + 8, (short) orientation);
        return tiff.array();
      }
    }
    throw new IllegalStateException("no tag to replace");
  }

  @Test
  void whatIsNoImageIsNamed() {
    assertRefused("", Leftover.EMPTY, "it is empty");
    assertRefused("<html>404</html>", Leftover.NO_IMAGE, "it is not a JPEG");
    assertRefused("\0\0\0\u0018ftypheic....", Leftover.UNSUPPORTED, "HEIC");
    assertRefused("\0\0\0\u0018ftypavif....", Leftover.UNSUPPORTED, "AVIF");
    assertRefused("8BPS\0\u0001.........", Leftover.UNSUPPORTED, "Photoshop");
    assertRefused("P6 9000 9000 255\n0123456789abcdef", Leftover.TOO_LARGE, "81000000 pixels");
  }

  private void assertRefused(String latin, Leftover reason, String message) {
    assertThatThrownBy(() -> decode(latin.getBytes(StandardCharsets.ISO_8859_1)))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessageContaining(message)
        .extracting(e -> ((UnreadableImageException) e).reason())
        .isEqualTo(reason);
  }

  @Test
  void aBitmapWithUnusedFourthBytesIsOpaque() throws Exception {
    var image = new BufferedImage(SIDE, SIDE, TYPE_3BYTE_BGR);
    image.setRGB(8, 8, 0x204060);
    byte[] bgr = write(image, "bmp");
    var out = ByteBuffer.allocate(54 + 4 * SIDE * SIDE).order(ByteOrder.LITTLE_ENDIAN);
    out.put(bgr, 0, 54).putShort(28, (short) 32).putInt(2, out.capacity()).putInt(10, 54);
    for (int i = 0; i < SIDE * SIDE; i++) {
      out.putInt(54 + 4 * i, 0x204060);
    }
    Decoded decoded = decode(out.array());
    assertThat(at(decoded, 3, 3)).containsExactly(0x20, 0x40, 0x60);
    assertThat(decoded.background()).isEqualTo(Optional.empty());
  }

  @Test
  void colourProfilesOfPngAreLeftOut() throws Exception {
    byte[] plain = write(opaque(clipArt(TYPE_INT_ARGB)), "png");
    var odd = new ByteArrayOutputStream();
    odd.write(plain, 0, 33);
    odd.write(chunk("iCCP", "odd\0\0no profile".getBytes(StandardCharsets.US_ASCII)));
    odd.write(plain, 33, plain.length - 33);
    long before = LibraryMessages.count();
    assertThat(decode(odd.toByteArray()).planes()).isEqualTo(decode(plain).planes());
    assertThat(LibraryMessages.count()).isEqualTo(before);
  }

  @Test
  void whatLibrariesPrintIsCountedAndTheRestPasses() {
    var sieve = new LibraryMessages.Sieve();
    String printed =
        "a line\nlibpng warning: one\nCorrupt JPEG data: 3 extraneous\nlibpng warning: libpng warning: x\n\n"
            + "bar 10%\rbar 20%\r\nlibrary of mine\nCorr";
    byte[] bytes = printed.getBytes(StandardCharsets.US_ASCII);
    String passed = new String(sieve.pass(bytes, bytes.length), StandardCharsets.US_ASCII);
    assertThat(passed).isEqualTo("a line\nbar 10%\rbar 20%\r\nlibrary of mine\n");
    assertThat(sieve.kept()).hasSize(3);
    byte[] more = "ect\n".getBytes(StandardCharsets.US_ASCII);
    assertThat(new String(sieve.pass(more, more.length), StandardCharsets.US_ASCII))
        .isEqualTo("Correct\n");
  }

  @Test
  void whatLibjpegPrintsIsKept() throws Exception {
    var image = new BufferedImage(SIDE, SIDE, TYPE_BYTE_GRAY);
    byte[] jpeg = write(image, "jpg");
    // Bytes between the picture's data and its end marker, as some phones leave them.
    byte[] odd = Arrays.copyOf(jpeg, jpeg.length + 40);
    Arrays.fill(odd, jpeg.length - 2, odd.length - 2, (byte) 7);
    odd[odd.length - 2] = (byte) 0xFF;
    odd[odd.length - 1] = (byte) 0xD9;
    long before = LibraryMessages.count();
    decode(odd);
    assertThat(LibraryMessages.count()).isGreaterThan(before);
    assertThat(LibraryMessages.example()).isNotNull();
  }

  @Test
  void aTiffOfFloatingPointNumbersIsNamed() throws Exception {
    try (var mat = new Mat(SIDE, SIDE, opencv_core.CV_32FC1, Scalar.all(0.5));
        var out = new BytePointer()) {
      assertThat(opencv_imgcodecs.imencode(".tiff", mat, out)).isTrue();
      byte[] bytes = new byte[(int) out.limit()];
      out.get(bytes);
      assertThatThrownBy(() -> decode(bytes))
          .isInstanceOf(UnreadableImageException.class)
          .hasMessageContaining("floating-point");
    }
  }
}
