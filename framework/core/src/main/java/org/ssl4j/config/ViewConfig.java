package org.ssl4j.config;

import java.util.List;

/** The augmentations of one view, in the order in which they are applied. */
public record ViewConfig(
    @Setting(
            doc = "random-resized-crop: smallest and largest share of the area; null for no crop.",
            defaultValue = "[0.2, 1.0]",
            nullable = true,
            min = 0,
            minExclusive = true,
            max = 1,
            length = 2)
        List<Double> cropScale,
    @Setting(
            doc = "random-resized-crop: smallest and largest width/height ratio.",
            defaultValue = "[0.75, 1.3333333333333333]",
            min = 0,
            minExclusive = true,
            length = 2)
        List<Double> cropRatio,
    @Setting(doc = "Probability of a horizontal flip.", defaultValue = "0.5", min = 0, max = 1)
        double flip,
    @Setting(doc = "Probability of colour jitter.", defaultValue = "0.8", min = 0, max = 1)
        double jitter,
    @Setting(doc = "Jitter: brightness factor within 1 +- this.", defaultValue = "0.4", min = 0)
        double brightness,
    @Setting(doc = "Jitter: contrast factor within 1 +- this.", defaultValue = "0.4", min = 0)
        double contrast,
    @Setting(doc = "Jitter: saturation factor within 1 +- this.", defaultValue = "0.4", min = 0)
        double saturation,
    @Setting(
            doc = "Jitter: hue shift within +- this; 1 is the whole colour circle.",
            defaultValue = "0.1",
            min = 0,
            max = 0.5)
        double hue,
    @Setting(doc = "Probability of grayscale.", defaultValue = "0.2", min = 0, max = 1)
        double grayscale,
    @Setting(doc = "Probability of Gaussian blur.", defaultValue = "0", min = 0, max = 1)
        double blur,
    @Setting(
            doc = "Blur: smallest and largest sigma in pixels.",
            defaultValue = "[0.1, 2.0]",
            min = 0,
            minExclusive = true,
            length = 2)
        List<Double> blurSigma,
    @Setting(
            doc =
                "Blur: kernel size in pixels, odd; 0 for a tenth of the side, made odd, at least 3.",
            defaultValue = "0",
            min = 0)
        int blurKernel,
    @Setting(doc = "Probability of solarisation.", defaultValue = "0", min = 0, max = 1)
        double solarize,
    @Setting(
            doc = "Solarise: pixels at or above this are inverted.",
            defaultValue = "0.5",
            min = 0,
            max = 1)
        double solarizeThreshold,
    @Setting(
            doc =
                "File of a DataVec ImageTransformProcess (JSON or YAML) applied to the image before the crop; null for"
                    + " none.",
            defaultValue = "null")
        String dataVecTransform) {

  public ViewConfig {
    cropScale = cropScale == null ? null : List.copyOf(cropScale);
    cropRatio = List.copyOf(cropRatio);
    blurSigma = List.copyOf(blurSigma);
  }
}
