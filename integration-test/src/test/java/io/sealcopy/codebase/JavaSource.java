package io.sealcopy.codebase;

import com.sun.source.tree.AssertTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** Every Java source, as the compiler parses it: what a search for text would get wrong. */
final class JavaSource {
  /** Something found in a source. */
  record Found(Path file, long line, String what) {
    @Override
    public String toString() {
      return file + ":" + line + ": " + what;
    }
  }

  /**
   * What was looked for.
   *
   * @param longMethods methods of more than {@code limit} lines
   * @param asserts statements that production leaves out
   * @param catchAlls {@code catch} of Throwable or Error
   * @param consoleUses uses of {@code System.out}, {@code .err} and {@code .exit}
   */
  record Findings(
      List<Found> longMethods,
      List<Found> asserts,
      List<Found> catchAlls,
      List<Found> consoleUses) {}

  private JavaSource() {}

  static Findings scan(List<Path> files, int limit) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager manager =
        compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
      var units =
          manager.getJavaFileObjectsFromPaths(
              files.stream().map(SourceTree.ROOT::resolve).toList());
      JavacTask task =
          (JavacTask)
              compiler.getTask(null, manager, null, List.of("-proc:none"), List.of(), units);
      Scanner scanner = new Scanner(Trees.instance(task).getSourcePositions(), limit);
      for (CompilationUnitTree unit : task.parse()) {
        scanner.scan(unit, null);
      }
      return scanner.findings;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  // The scanner's type parameters carry nothing here.
  private static final class Scanner extends TreePathScanner<@Nullable Void, @Nullable Void> {
    private final SourcePositions positions;
    private final int limit;
    private final Findings findings =
        new Findings(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());

    Scanner(SourcePositions positions, int limit) {
      this.positions = positions;
      this.limit = limit;
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
      long lines = 1 + line(end(method)) - line(start(method));
      if (lines > limit) {
        findings.longMethods.add(
            found(method, method.getName() + " has " + lines + " lines, " + limit + " allowed"));
      }
      return super.visitMethod(method, null);
    }

    @Override
    public @Nullable Void visitAssert(AssertTree statement, @Nullable Void nothing) {
      findings.asserts.add(found(statement, "assert is off in production"));
      return super.visitAssert(statement, null);
    }

    @Override
    public @Nullable Void visitCatch(CatchTree handler, @Nullable Void nothing) {
      String type = handler.getParameter().getType().toString();
      if (type.matches(".*\\b(Throwable|Error)\\b.*")) {
        findings.catchAlls.add(found(handler, "catches " + type));
      }
      return super.visitCatch(handler, null);
    }

    @Override
    public @Nullable Void visitMemberSelect(MemberSelectTree member, @Nullable Void nothing) {
      if (member.toString().matches("System\\.(out|err|exit)")) {
        findings.consoleUses.add(found(member, member + " outside a cli package"));
      }
      return super.visitMemberSelect(member, null);
    }

    private Found found(Tree tree, String what) {
      Path file = Path.of(getCurrentPath().getCompilationUnit().getSourceFile().toUri());
      return new Found(SourceTree.ROOT.relativize(file), line(start(tree)), what);
    }

    private long line(long position) {
      return getCurrentPath().getCompilationUnit().getLineMap().getLineNumber(position);
    }

    private long start(Tree tree) {
      return positions.getStartPosition(getCurrentPath().getCompilationUnit(), tree);
    }

    private long end(Tree tree) {
      return positions.getEndPosition(getCurrentPath().getCompilationUnit(), tree);
    }
  }
}
