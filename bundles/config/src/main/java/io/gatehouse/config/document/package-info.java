/** What may stand in each file of an installation, and the definitions made of it. */
@NullMarked
package io.gatehouse.config.document;

import org.jspecify.annotations.NullMarked;
