/**
 * Three small back ends, so that the gateway has something to stand in front of: {@link
 * io.gatehouse.demo.OrdersApp}, {@link io.gatehouse.demo.CatalogApp} and {@link
 * io.gatehouse.demo.LegacyApp}. Installed by {@code gatehouse demo} only.
 */
@NullMarked
package io.gatehouse.demo;

import org.jspecify.annotations.NullMarked;
