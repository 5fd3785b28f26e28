package io.docteur.make.fetch;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Certificates and a private key in PEM: RFC 7468. Keys in the forms before PKCS #8 are refused.
 */
final class PemFile {
  private static final String PLAIN = "PRIVATE KEY";
  private static final String ENCRYPTED = "ENCRYPTED PRIVATE KEY";

  /**
   * With what OpenSSL calls them too; what it says of trust comes behind the certificate itself.
   */
  private static final Pattern CERTIFICATE = section("(?:X509 |TRUSTED )?CERTIFICATE");

  private static final Pattern KEY = section("[A-Z ]*PRIVATE KEY");
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

  private final Path file;

  PemFile(Path file) {
    this.file = file;
  }

  private static Pattern section(String label) {
    return Pattern.compile("(?s)-----BEGIN (" + label + ")-----(.*?)-----END \\1-----");
  }

  private Matcher sections(Pattern kind) throws IOException {
    return kind.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
  }

  private static byte[] content(MatchResult section) {
    return Base64.getMimeDecoder().decode(section.group(2));
  }

  /** Returns the certificates, of which there is one at least. */
  List<Certificate> certificates() throws IOException {
    List<Certificate> certificates = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (MatchResult section : sections(CERTIFICATE).results().toList()) {
        InputStream content = new ByteArrayInputStream(content(section));
        certificates.add(factory.generateCertificate(content));
      }
    } catch (CertificateException | IllegalArgumentException e) {
      throw failure("its certificates cannot be read", e);
    }
    if (certificates.isEmpty()) {
      throw failure("it holds no certificates", null);
    }
    return certificates;
  }

  /**
   * Returns the private key.
   *
   * @param passphrase is asked where the key is encrypted; null where nobody knows, and else
   *     overwritten
   */
  PrivateKey privateKey(Supplier<char[]> passphrase) throws IOException {
    Matcher key = sections(KEY);
    if (!key.find()) {
      throw failure("it holds no private key", null);
    }
    try {
      return switch (key.group(1)) {
        case PLAIN -> privateKey(new PKCS8EncodedKeySpec(content(key)));
        case ENCRYPTED -> privateKey(decrypted(encrypted(content(key)), passphrase.get()));
        default -> throw failure("its private key must be in PKCS #8: openssl pkcs8 -topk8", null);
      };
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw unreadable(e);
    }
  }

  private static PrivateKey privateKey(PKCS8EncodedKeySpec content)
      throws GeneralSecurityException {
    InvalidKeySpecException last = null;
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(content);
      } catch (InvalidKeySpecException e) {
        last = e;
      }
    }
    throw last;
  }

  private EncryptedPrivateKeyInfo encrypted(byte[] content) throws IOException {
    try {
      return new EncryptedPrivateKeyInfo(content);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private PKCS8EncodedKeySpec decrypted(EncryptedPrivateKeyInfo info, char[] passphrase)
      throws GeneralSecurityException, IOException {
    if (passphrase == null) {
      throw failure("its private key needs a passphrase, and none is known", null);
    }
    PBEKeySpec secret = new PBEKeySpec(passphrase);
    Arrays.fill(passphrase, '\0');
    String name = info.getAlgName();
    // By its name alone the JDK does not know it; what it consists of is its parameters' name.
    String algorithm = name.equals("PBES2") ? info.getAlgParameters().toString() : name;
    Cipher cipher = Cipher.getInstance(algorithm);
    cipher.init(
        Cipher.DECRYPT_MODE,
        SecretKeyFactory.getInstance(algorithm).generateSecret(secret),
        info.getAlgParameters());
    try {
      return info.getKeySpec(cipher);
    } catch (InvalidKeySpecException e) {
      throw failure("its private key has another passphrase", e);
    }
  }

  private IOException unreadable(Exception cause) {
    return failure("its private key cannot be read: " + cause.getMessage(), cause);
  }

  private IOException failure(String reason, Exception cause) {
    return Repositories.failure(file.toString(), reason, cause);
  }
}
