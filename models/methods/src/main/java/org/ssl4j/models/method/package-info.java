/**
 * The five methods, one readable class each; their providers tell the framework what it needs to
 * know of them.
 *
 * <p>The published accuracies are of a ResNet-18 trained for 800 to 1,000 epochs on all 50,000
 * images of CIFAR-10: a goal for configs/cifar10, far from what the mini recipes can reach. What
 * kind of number each is matters: solo-learn reports the probe that is trained along with the
 * encoder, lightly the best of the k-NN accuracies after every epoch, chosen on the test set; ours
 * are of the last epoch.
 *
 * <p>Public for programs and other jars:
 *
 * <ul>
 *   <li>{@link Byol}: arXiv:2006.07733
 *   <li>{@link ByolProvider}: found by ServiceLoader
 *   <li>{@link ByolSettings}: section method of a config
 *   <li>{@link MoCo}: arXiv:1911.05722
 *   <li>{@link MoCoProvider}: found by ServiceLoader
 *   <li>{@link MoCoSettings}: section method of a config
 *   <li>{@link RecipePresets}: found by ServiceLoader
 *   <li>{@link SimClr}: arXiv:2002.05709
 *   <li>{@link SimClrProvider}: found by ServiceLoader
 *   <li>{@link SimClrSettings}: section method of a config
 *   <li>{@link SimSiam}: arXiv:2011.10566
 *   <li>{@link SimSiamProvider}: found by ServiceLoader
 *   <li>{@link SimSiamSettings}: section method of a config
 *   <li>{@link VicReg}: arXiv:2105.04906
 *   <li>{@link VicRegProvider}: found by ServiceLoader
 *   <li>{@link VicRegSettings}: section method of a config
 * </ul>
 */
package org.ssl4j.models.method;
