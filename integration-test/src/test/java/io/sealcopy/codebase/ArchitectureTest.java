package io.sealcopy.codebase;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which module may use what. The class path of each program follows from it. */
class ArchitectureTest {
  /** A module's packages and those of the modules that it may use. */
  private static final Map<String, List<String>> MAY_USE =
      Map.of(
          "protocol", List.of(),
          "config", List.of(),
          "storage", List.of("protocol"),
          "crypto", List.of("protocol"),
          "initiator", List.of("protocol"),
          "target", List.of("protocol", "storage", "config"),
          "replicator", List.of("protocol", "storage", "config", "crypto", "initiator", "target"),
          "decryptor", List.of("protocol", "config", "crypto", "initiator"));

  /** Classes beside storage that may use files, and why is said in them. */
  private static final List<String> FILES_TOO =
      List.of("io.sealcopy.storage..", "io.sealcopy.config.read..", "..cli..");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("io.sealcopy");

  @Test
  void modulesUseOnlyThoseBelowThem() {
    MAY_USE.forEach((module, others) -> {
      String[] allowed =
          Stream.concat(Stream.of(module), others.stream())
              .map(name -> "io.sealcopy." + name + "..")
              .toArray(String[]::new);
      noClasses()
          .that()
          .resideInAPackage("io.sealcopy." + module + "..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.sealcopy..")
                  .and(DescribedPredicate.not(resideInAnyPackage(allowed))))
          .allowEmptyShould(true)
          .check(CLASSES);
    });
  }

  @Test
  void everyClassBelongsToAModule() {
    String[] packages =
        MAY_USE.keySet().stream()
            .map(module -> "io.sealcopy." + module + "..")
            .toArray(String[]::new);
    classes().should().resideInAnyPackage(packages).check(CLASSES);
  }

  @Test
  void theProtocolNeedsTheJdkAlone() {
    classes()
        .that()
        .resideInAPackage("io.sealcopy.protocol..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "org.jspecify.annotations..", "io.sealcopy.protocol..")
        .check(CLASSES);
  }

  @Test
  void onlyCryptoNamesCiphers() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.sealcopy.crypto..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("javax.crypto..", "org.bouncycastle..")
        .check(CLASSES);
  }

  @Test
  void tlsIsMadeInOnePlaceAndUsedInFew() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "io.sealcopy.config.tls..",
            "io.sealcopy.initiator..",
            "io.sealcopy.target.net..",
            "io.sealcopy.target.admin..",
            "io.sealcopy.target.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("javax.net.ssl..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackages("io.sealcopy.crypto..", "io.sealcopy.config.read..")
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(KeyFactory.class, KeyPairGenerator.class)
        .check(CLASSES);
  }

  @Test
  void onlyTheTargetsNetNamesNetty() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.sealcopy.target.net..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.netty..")
        .check(CLASSES);
  }

  @Test
  void onlyOneClassKnowsTheTransports() {
    noClasses()
        .that()
        .doNotHaveSimpleName("Transports")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.netty.channel.uring..", "io.netty.channel.epoll..", "io.netty.channel.nio..")
        .check(CLASSES);
  }

  @Test
  void onlyStorageTouchesFiles() {
    noClasses()
        .that()
        .resideOutsideOfPackages(FILES_TOO.toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(FileChannel.class, Files.class)
        .check(CLASSES);
  }

  @Test
  void coresAreGivenClockThreadDiskAndChance() {
    noClasses()
        .that()
        .haveSimpleNameEndingWith("Core")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("io.netty..", "java.nio.channels..", "java.nio.file..", "java.net..")
                .or(
                    describe(
                        "threads and true randomness",
                        type ->
                            type.isEquivalentTo(Thread.class)
                                || type.isEquivalentTo(SecureRandom.class))))
        .orShould()
        .callMethodWhere(
            describe(
                "the clock of the system is read",
                (JavaCall<?> call) ->
                    List.of("now", "nanoTime", "currentTimeMillis").contains(call.getName())))
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void threadsAreMadeInOneClassOfAModule() {
    noClasses()
        .that()
        .doNotHaveSimpleName("Threads")
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(Executors.class)
        .orShould()
        .callMethodWhere(
            describe(
                "a thread is made",
                (JavaCall<?> call) ->
                    call.getTargetOwner().isEquivalentTo(Thread.class)
                        && call.getName().matches("of(Virtual|Platform)|startVirtualThread")))
        .orShould()
        .callConstructorWhere(
            describe("a thread is made", (JavaCall<?> call) -> isThread(call.getTargetOwner())))
        .check(CLASSES);
  }

  private static boolean isThread(JavaClass type) {
    return type.isAssignableTo(Thread.class);
  }
}
