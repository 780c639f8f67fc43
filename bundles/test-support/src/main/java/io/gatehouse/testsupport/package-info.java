/** Fakes, contract tests and stub servers for tests. */
@NullMarked
package io.gatehouse.testsupport;

import org.jspecify.annotations.NullMarked;
