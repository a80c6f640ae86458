/**
 * Image sets as bytes: CIFAR-10's binary files, procedural shapes, and any folder of images,
 * decoded by OpenCV. Depends on {@code config} and {@code storage}; never calls ND4J.
 *
 * <p>Public for programs and other jars:
 *
 * <ul>
 *   <li>{@link ArchiveFetcher}: downloads an archive, checks it and unpacks it
 *   <li>{@link ArchiveSource}: an archive that can be downloaded
 *   <li>{@link ByteImages}: images in memory, for data sources of other jars
 *   <li>{@link Cifar10Provider}: found by ServiceLoader
 *   <li>{@link DataEnvironment}: where a data source finds its files
 *   <li>{@link DataSource}: what a data source found
 *   <li>{@link DataSourceProvider}: the door for data sources
 *   <li>{@link DataSplits}: training images and held-out images
 *   <li>{@link FolderProvider}: found by ServiceLoader
 *   <li>{@link HoldOut}: a data source without a split of its own
 *   <li>{@link ImageSet}: images as bytes
 *   <li>{@link Progress}: hears of downloads and decoding
 *   <li>{@link Shapes}: images without files, for tries and tests
 *   <li>{@link ShapesProvider}: found by ServiceLoader
 * </ul>
 *
 * <p>Public for packages of this house:
 *
 * <ul>
 *   <li>{@link DataCatalog}: cli, method
 *   <li>{@link DataDescription}: cli
 *   <li>{@link DataSets}: cli, encoder, run, study
 *   <li>{@link Mats}: augment
 *   <li>{@link SharedImages}: run
 *   <li>{@link SingleImages}: api
 * </ul>
 */
package org.ssl4j.data;
