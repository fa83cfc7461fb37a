package io.sealcopy.config.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.slf4j.LoggerFactory;

/**
 * Logs go to standard error, one plain line each; found by Logback through {@code ServiceLoader}.
 * The level of our own code is INFO, or what {@code SEALCOPY_LOG} says (ERROR to TRACE); libraries
 * speak from WARN on.
 */
public final class LogbackSetup extends ContextAwareBase implements Configurator {
  private static final String OURS = "io.sealcopy";

  @Override
  public ExecutionStatus configure(LoggerContext loggers) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(loggers);
    encoder.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0} %msg %kvp%n");
    encoder.start();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(loggers);
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    appender.start();
    Logger root = loggers.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(appender);
    loggers.getLogger(OURS).setLevel(Level.toLevel(System.getenv("SEALCOPY_LOG"), Level.INFO));
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /** From here on our own code logs in detail. */
  static void setDebug() {
    if (LoggerFactory.getLogger(OURS) instanceof Logger ours) {
      ours.setLevel(Level.DEBUG);
    }
  }
}
