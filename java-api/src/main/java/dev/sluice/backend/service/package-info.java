/** How {@code dev.sluice.event} reaches what stands on it, without importing it. Not exported. */
package dev.sluice.backend.service;
