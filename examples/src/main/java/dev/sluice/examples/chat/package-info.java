/** A chat room: many connections that share state, on one loop. */
package dev.sluice.examples.chat;
