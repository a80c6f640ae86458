package org.ssl4j.config;

import java.util.List;

/**
 * The {@code views:} section: two views, each with its own settings.
 *
 * <p>A preset is a file of these same keys (resource {@code presets/NAME.yaml}) that the config's
 * own keys override.
 */
public record ViewsConfig(
    @Setting(
            doc =
                "Preset that the views start from: simclr, moco, byol, simsiam, vicreg, mini or none.",
            defaultValue = "mini",
            allowed = {"simclr", "moco", "byol", "simsiam", "vicreg", "mini", "none"})
        String preset,
    @Setting(
            doc = "Side of a view in pixels; null for the side of the data set's images.",
            defaultValue = "null",
            min = 8,
            max = 1024)
        Integer size,
    @Setting(
            doc = "Channel means for normalisation; null for the data set's own.",
            defaultValue = "null",
            length = 3)
        List<Double> mean,
    @Setting(
            doc = "Channel standard deviations for normalisation; null for the data set's own.",
            defaultValue = "null",
            min = 0,
            minExclusive = true,
            length = 3)
        List<Double> std,
    @Setting(doc = "The first view.", defaultValue = "{}") ViewConfig view1,
    @Setting(doc = "The second view.", defaultValue = "{}") ViewConfig view2) {

  public ViewsConfig {
    mean = mean == null ? null : List.copyOf(mean);
    std = std == null ? null : List.copyOf(std);
  }
}
