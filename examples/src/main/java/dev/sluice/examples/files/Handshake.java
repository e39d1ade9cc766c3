package dev.sluice.examples.files;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Challenge and response: both sides show that they know the secret, and neither sends it. Each
 * proof is bound to both nonces, so that one that was recorded is worth nothing later, and to a
 * role, so that a server's challenge cannot be answered by asking the server itself.
 */
final class Handshake {
  static final String PROTOCOL = "sluice-files/1";

  private static final int NONCE_BYTES = 32;
  private static final Pattern NONCE = Pattern.compile("[0-9a-f]{64}");
  private static final SecureRandom RANDOM = new SecureRandom();

  private Handshake() {}

  static void asServer(Wire wire, byte[] secret) throws IOException {
    String mine = nonce();
    wire.send("hello", PROTOCOL, mine);
    List<String> auth = wire.expect("auth", 2);
    String theirs = checked(auth.get(1));
    if (!isEqual(auth.get(2), mac(secret, "client", mine, theirs))) {
      throw new Refusal("the secrets differ");
    }
    wire.send("welcome", mac(secret, "server", mine, theirs));
  }

  static void asClient(Wire wire, byte[] secret) throws IOException {
    List<String> hello = wire.expect("hello", 2);
    if (!hello.get(1).equals(PROTOCOL)) {
      throw new Refusal("the server speaks " + hello.get(1) + ", and this is " + PROTOCOL);
    }
    String theirs = checked(hello.get(2));
    String mine = nonce();
    wire.send("auth", mine, mac(secret, "client", theirs, mine));
    String proof = wire.expect("welcome", 1).get(1);
    if (!isEqual(proof, mac(secret, "server", theirs, mine))) {
      throw new Refusal("the server does not know the secret: nothing was sent to it");
    }
  }

  private static String nonce() {
    byte[] bytes = new byte[NONCE_BYTES];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static String checked(String nonce) throws Refusal {
    if (!NONCE.matcher(nonce).matches()) {
      throw new Refusal("a nonce is 64 hexadecimal digits");
    }
    return nonce;
  }

  private static String mac(byte[] secret, String role, String ofServer, String ofClient) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      String said = String.join("\n", PROTOCOL, role, ofServer, ofClient);
      return HexFormat.of().formatHex(mac.doFinal(said.getBytes(US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  /** Compares in a time that does not tell how much is right. */
  private static boolean isEqual(String given, String right) {
    return MessageDigest.isEqual(given.getBytes(US_ASCII), right.getBytes(US_ASCII));
  }
}
