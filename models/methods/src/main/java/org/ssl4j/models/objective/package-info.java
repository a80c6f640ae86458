/**
 * The losses as pure functions of embeddings: value, terms and analytic gradient. They hold no
 * state.
 *
 * <p>Public for programs and other jars:
 *
 * <ul>
 *   <li>{@link InfoNce}: the loss of MoCo
 *   <li>{@link NegativeCosine}: the loss of SimSiam
 *   <li>{@link NormalizedRegression}: the loss of BYOL
 *   <li>{@link NtXent}: the loss of SimCLR
 *   <li>{@link ObjectiveResult}: a value with its gradients
 *   <li>{@link UnitRows}: rows of length one, with the gradient through it
 *   <li>{@link VicRegLoss}: the loss of VICReg
 * </ul>
 */
package org.ssl4j.models.objective;
