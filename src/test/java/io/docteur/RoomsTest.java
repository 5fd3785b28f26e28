package io.docteur;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rooms stand in an order, and each imports only rooms before it. */
class RoomsTest {
  private static final String BASE = "io.docteur";

  /** The base package has the empty name, for everything may import it. */
  private static final List<String> ORDER =
      List.of(
          "",
          "storage",
          "art",
          "inflate",
          "pack",
          "layout",
          "image",
          "nio",
          "make.task",
          "make.output",
          "make.ssh",
          "make.fetch",
          "make.source",
          "make.packing",
          "make",
          "verify",
          "serve",
          "cli");

  /** These know nothing of one another, though one must stand before the other. */
  private static final Set<String> STRANGERS = Set.of("nio", "make", "verify");

  /** What a room may import beside the JDK's {@code java} packages. */
  private static final Map<String, List<String>> GUESTS =
      Map.of(
          "make.task",
          List.of("com.google.common"),
          "make.ssh",
          List.of("org.eclipse.jgit", "org.apache.sshd", "com.google.common"),
          "make.fetch",
          List.of("org.eclipse.jgit", "com.google.common", "javax.crypto", "javax.net.ssl"),
          "make.source",
          List.of("org.eclipse.jgit"),
          "make.packing",
          List.of("org.eclipse.jgit.internal.storage.pack", "com.google.common"),
          "serve",
          List.of("org.eclipse.jetty"),
          "cli",
          List.of("org.eclipse.jgit", "com.google.common", "picocli"));

  private final JavaClasses classes =
      new ClassFileImporter().importPath(Path.of("target", "classes"));

  @Test
  void everyClassLivesInARoom() {
    assertThat(classes).isNotEmpty();
    assertThat(classes.stream().filter(c -> !ORDER.contains(room(c)))).isEmpty();
  }

  @Test
  void aRoomImportsOnlyRoomsBeforeIt() {
    assertThat(imports(d -> inside(d.getTargetClass()) && !mayEnter(d))).isEmpty();
  }

  @Test
  void aReaderNeedsTheJdkAloneAndOtherRoomsOnlyTheirGuests() {
    assertThat(imports(d -> !inside(d.getTargetClass()) && !isGuest(d))).isEmpty();
  }

  private Stream<String> imports(Predicate<Dependency> wrong) {
    return classes.stream()
        .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
        .filter(wrong)
        .map(Dependency::getDescription);
  }

  private static boolean mayEnter(Dependency dependency) {
    String from = room(dependency.getOriginClass());
    String to = room(dependency.getTargetClass());
    boolean sameFloor = floor(from).equals(floor(to));
    boolean strangers = STRANGERS.contains(floor(from)) && STRANGERS.contains(floor(to));
    boolean open = sameFloor || !(strangers || to.contains("."));
    return open && ORDER.indexOf(to) <= ORDER.indexOf(from);
  }

  private static boolean isGuest(Dependency dependency) {
    JavaClass target = dependency.getTargetClass().getBaseComponentType();
    List<String> guests = GUESTS.getOrDefault(room(dependency.getOriginClass()), List.of());
    return target.isPrimitive()
        || within(target, "java")
        || guests.stream().anyMatch(guest -> within(target, guest));
  }

  private static boolean inside(JavaClass type) {
    return within(type.getBaseComponentType(), BASE);
  }

  private static boolean within(JavaClass type, String parent) {
    return (type.getPackageName() + ".").startsWith(parent + ".");
  }

  /** Returns the name below the base package. */
  private static String room(JavaClass type) {
    String name = type.getBaseComponentType().getPackageName().substring(BASE.length());
    return name.isEmpty() ? "" : name.substring(1);
  }

  /** Returns the room that a room lies in, or itself. Others enter what lies in it by it alone. */
  private static String floor(String room) {
    return room.split("\\.")[0];
  }
}
