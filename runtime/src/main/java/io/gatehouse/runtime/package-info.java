/**
 * The launcher and the command line: the one {@code main} of the product.
 *
 * <p>{@link io.gatehouse.runtime.Main} hands the arguments to {@link
 * io.gatehouse.runtime.CommandLineTool}. The commands that need a gateway in this process ({@code
 * run demo check}) boot one with {@link io.gatehouse.runtime.EmbeddedFramework}; the others ({@code
 * start stop status key}) talk to one through its files in {@code data/} and its admin endpoint.
 */
@NullMarked
package io.gatehouse.runtime;

import org.jspecify.annotations.NullMarked;
