/**
 * The five methods, one readable class each; their providers tell the framework what it needs to
 * know of them.
 *
 * <p>The published accuracies are of a ResNet-18 trained for 800 to 1,000 epochs on all 50,000
 * images of CIFAR-10: a goal for configs/cifar10, far from what the mini recipes can reach. What
 * kind of number each is matters: solo-learn reports the probe that is trained along with the
 * encoder, lightly the best of the k-NN accuracies after every epoch, chosen on the test set; ours
 * are of the last epoch.
 */
package org.ssl4j.models.method;
