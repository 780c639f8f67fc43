package io.gatehouse.http.upstream;

import io.gatehouse.api.definition.UpstreamDefinition;
import io.gatehouse.api.policy.PolicyConfigurationException;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How connections to the targets of one upstream are secured: chain and name are always verified.
 * One context, so that its targets share resumable sessions.
 */
final class TargetTls {

  private static final Logger LOG = LoggerFactory.getLogger(TargetTls.class);

  private final SslContext context;
  private final Optional<String> serverName;

  private TargetTls(SslContext context, Optional<String> serverName) {
    this.context = context;
    this.serverName = serverName;
  }

  /** Reads what the definition refers to. */
  static TargetTls of(Optional<UpstreamDefinition.Tls> settings) {
    Optional<String> serverName = settings.flatMap(UpstreamDefinition.Tls::serverName);
    serverName.ifPresent(TargetTls::requireHostName);
    try {
      SslContextBuilder builder =
          SslContextBuilder.forClient()
              .sslProvider(SslProvider.JDK)
              .protocols("TLSv1.3", "TLSv1.2")
              .endpointIdentificationAlgorithm("HTTPS");
      settings
          .flatMap(UpstreamDefinition.Tls::ca)
          .ifPresent(ca -> builder.trustManager(certificates(ca)));
      return new TargetTls(builder.build(), serverName);
    } catch (SSLException e) {
      throw new PolicyConfigurationException("tls", "no TLS context can be made: " + e);
    }
  }

  /** A handler for a new connection, without a clock of its own. */
  SslHandler handler(ByteBufAllocator buffers, TargetUrl target) {
    SslHandler handler =
        context.newHandler(buffers, serverName.orElse(target.host()), target.port());
    handler.setHandshakeTimeoutMillis(0);
    name(handler.engine(), serverName.orElse(target.host()));
    return handler;
  }

  /** Asks for the name also where it has one label only, which the JDK by itself does not. */
  private static void name(SSLEngine engine, String host) {
    if (NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host)) {
      return;
    }
    try {
      SSLParameters parameters = engine.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName(host)));
      engine.setSSLParameters(parameters);
    } catch (IllegalArgumentException e) {
      LOG.atDebug().addKeyValue("host", host).log("name cannot be asked for in TLS");
    }
  }

  private static void requireHostName(String name) {
    try {
      new SNIHostName(name);
    } catch (IllegalArgumentException e) {
      throw new PolicyConfigurationException(
          "tls.serverName", "'" + name + "' (expected: a host name)");
    }
  }

  private static List<X509Certificate> certificates(Path ca) {
    String why;
    try (InputStream pem = Files.newInputStream(ca)) {
      List<X509Certificate> found = x509(CertificateFactory.getInstance("X.509"), pem);
      if (!found.isEmpty()) {
        return found;
      }
      why = "has no certificate";
    } catch (NoSuchFileException e) {
      why = "does not exist";
    } catch (IOException e) {
      why = "cannot be read: " + e.getMessage();
    } catch (CertificateException e) {
      why = "is not valid: " + e.getMessage();
    }
    throw new PolicyConfigurationException(
        "tls.ca", "'" + ca + "' " + why + " (expected: a PEM file of certificates)");
  }

  private static List<X509Certificate> x509(CertificateFactory factory, InputStream pem)
      throws CertificateException {
    List<X509Certificate> found = new ArrayList<>();
    for (Certificate certificate : factory.generateCertificates(pem)) {
      if (certificate instanceof X509Certificate x509) {
        found.add(x509);
      }
    }
    return found;
  }
}
