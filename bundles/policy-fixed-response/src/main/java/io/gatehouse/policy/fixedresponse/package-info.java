/** Answers without an upstream. */
@NullMarked
package io.gatehouse.policy.fixedresponse;

import org.jspecify.annotations.NullMarked;
