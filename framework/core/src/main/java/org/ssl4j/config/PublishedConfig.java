package org.ssl4j.config;

/** Published accuracies of cells, in per cent. */
public record PublishedConfig(
    @Setting(doc = "Cells that the values belong to, written as in expect.") String cells,
    @Setting(
            doc = "k-NN accuracy in per cent; null if none is published.",
            defaultValue = "null",
            min = 0,
            max = 100)
        Double knn,
    @Setting(
            doc = "Linear probe's accuracy in per cent; null if none is published.",
            defaultValue = "null",
            min = 0,
            max = 100)
        Double linear,
    @Setting(
            doc =
                "Data set that the values were measured on; charts show them only beside results on the same data.dataset. null: not known.",
            defaultValue = "null")
        String dataset,
    @Setting(doc = "Paper and table, data set and length of training.") String source) {}
