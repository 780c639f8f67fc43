/** How to write a mediation: the destination type {@code xml-view}. */
@NullMarked
package io.gatehouse.mediation.example;

import org.jspecify.annotations.NullMarked;
