/** Policies written in JavaScript. */
@NullMarked
package io.gatehouse.policy.script;

import org.jspecify.annotations.NullMarked;
