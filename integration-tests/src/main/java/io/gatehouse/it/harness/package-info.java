/**
 * What tests and proofs run the product with: the unpacked distribution as a process of its own,
 * stub upstreams, raw sockets, bundles and certificates made on the spot. Nothing here knows the
 * product's classes: it sees what a user sees.
 */
@NullMarked
package io.gatehouse.it.harness;

import org.jspecify.annotations.NullMarked;
