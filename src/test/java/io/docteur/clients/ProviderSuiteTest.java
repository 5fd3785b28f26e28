package io.docteur.clients;

import de.pfabulist.lindwurm.niotest.tests.AllTests;
import de.pfabulist.lindwurm.niotest.tests.FSDescription;
import de.pfabulist.lindwurm.niotest.tests.FSDescription.ClosedFSVars;
import de.pfabulist.lindwurm.niotest.tests.descriptionbuilders.CombinedBuilder;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.rules.TemporaryFolder;

/**
 * The suite for providers of niotest, told that the file system is read-only: what would write is
 * skipped by it. JUnit 4 runs it.
 */
public class ProviderSuiteTest extends AllTests {
  @ClassRule public static final TemporaryFolder FOLDER = new TemporaryFolder();

  /** The tests that are left out, by the reason. */
  private static final Map<String, List<String>> EXCLUDED =
      Map.ofEntries(
          Map.entry(
              "they write at first, though they are not marked so",
              List.of(
                  "testAttributesFromSymLinkWithFollowLinkShowNoLink",
                  "testAttributesFromSymLinkWithFollowLinkShowNoLink_View",
                  "testBrokenSymLink",
                  "testBrokenSymLinkDoesNotTestForSymlinkAttribute",
                  "testBrokenSymLinkGetAttisNoFollowLinkDoesWorks",
                  "testBrokenSymLinkNoFollowLinkExists",
                  "testBrokenSymLinkNotExists",
                  "testBrokenSymLinkThrowsOnIsSymlink",
                  "testCopyToBrokenSymLink",
                  "testCopyToDifferentFS",
                  "testCreateDirAtSymLinkThrows",
                  "testCreateDirInDirSymLink",
                  "testCreateFileInDirSymLink",
                  "testDeepSymLinkIsSameFile",
                  "testDeepSymLinkMove",
                  "testDeleteBrokenSymLink",
                  "testDeleteSymLinkDoesNotDeleteTargetNonEmptyDirCase",
                  "testDirSymLink",
                  "testDoubleSymLinkExists",
                  "testDoubleSymLinkReadAttributes",
                  "testDoubleSymLinkReadAttributesNoFollowLink",
                  "testDoubleSymLinkSameFile",
                  "testFileInDirSymLinkIsNotSymLink",
                  "testFileStoreOfSymLinkIsTargets",
                  "testForce",
                  "testGetFileStoreOfBrokenSymLink",
                  "testGetFileStoreOfSymLink",
                  "testGetSymLinkOfNonLinkThrows",
                  "testGetSymLinkTarget",
                  "testIsSameFileDifferentFSIsFalse",
                  "testIsSameFileOfSameContentDifferentPathIsNot",
                  "testMoveARelSymLink",
                  "testMoveARelSymLink2",
                  "testMoveReplaceExistingToSymLink",
                  "testMoveSymLinkDoesNotChangeLastModifiedTime",
                  "testMoveSymLinkFileTestContent",
                  "testMoveSymLinkMovesLink",
                  "testMoveToDifferentFS",
                  "testOpenFilChannel",
                  "testReadAttributesFromSymLinkNoFollowLinks",
                  "testReadFromSymLink",
                  "testReadFromSymLinkToSymLink",
                  "testRelSymLinkIsRelativeToLink",
                  "testStreamFromDirSymLink",
                  "testSymLinkAndTargetAreSameFile",
                  "testSymLinkAttributeLink",
                  "testSymLinkAttributeNonLink",
                  "testSymLinkChanges",
                  "testSymLinkToUnnormalizedRelPath",
                  "testTransferFromOfClosedFileChannelThrows",
                  "testTransferFromOnReadonlyChannelThrows",
                  "testTransferToDoesNotModifyPosition",
                  "testTransferToWritesToChannel",
                  "testUnnormalizedDeepSymLinkFollowsLinkBeforeNormalization")),
          Map.entry(
              "what was open says that the file system is closed, not that it itself is",
              List.of(
                  "testClosedFSCantUseReadChannelPosition",
                  "testClosedFSCantUseReadChannelRead",
                  "testClosedFSCantUseReadChannelSize",
                  "testReadFromDirStreamOfClosedFSThrows")),
          Map.entry(
              "the default provider, too, throws for what is not there or of another provider",
              List.of(
                  "testIsSameFileOfDifferentPathNonExistingFileIsNot",
                  "testIsSameFileOtherProvider")),
          Map.entry(
              "a directory is not opened as a file; the default provider opens it and fails to read",
              List.of("testReadChannelOfDirDoesNotThrow")),
          Map.entry(
              "names are as long as git lets them be",
              List.of("testFilenameTooLongBecauseUnicode")),
          Map.entry(
              "DELETE_ON_CLOSE is refused before the file is looked for",
              List.of("testReadCreateNonExistingFileThrows")));

  private static FSDescription description;
  private static MountedDirectory mount;
  private static MountedDirectory other;

  /** Made by JUnit, once for each test. */
  public ProviderSuiteTest() {
    super(description);
  }

  /** Mounts an image with what the suite asks for. */
  @BeforeClass
  public static void mount() throws IOException {
    Path tree = FOLDER.newFolder("tree").toPath();
    Files.createDirectories(tree.resolve("play/empty"));
    Files.createDirectories(tree.resolve("play/full"));
    Files.write(tree.resolve("play/full/one"), CONTENT);
    Files.write(tree.resolve("play/full/two"), CONTENT);
    Files.write(tree.resolve("play/file"), CONTENT);
    mount = new MountedDirectory(tree);
    other = new MountedDirectory(tree);
    Path play = mount.path("/play");
    CombinedBuilder builder =
        CombinedBuilder.build()
            .readonlyPlayground()
            .set(play)
            .emptyDir(play.resolve("empty"))
            .nonEmptyDir(play.resolve("full"))
            .nonExisting(play.resolve("none"))
            .file(play.resolve("file"))
            .next()
            .otherProviderplayground()
            .set(FOLDER.newFolder("other").toPath())
            .secondFS()
            .set(other.path("/play"))
            .watchable()
            .no()
            .hardlinks()
            .no()
            .fileStores()
            .noLimitedPlayground()
            .next()
            .noPrincipals()
            .unix()
            .noPermissionChecks()
            .next();
    EXCLUDED.values().forEach(names -> names.forEach(builder::bug));
    description = builder.done();
    description.closedFSVars = closed(tree);
  }

  @SuppressWarnings("StreamResourceLeak") // closed with its file system
  private static ClosedFSVars closed(Path tree) throws IOException {
    try (MountedDirectory closed = new MountedDirectory(tree)) {
      Path play = closed.path("/play");
      ClosedFSVars vars = new ClosedFSVars(play);
      FileSystem fileSystem = play.getFileSystem();
      vars.fs = fileSystem;
      vars.provider = fileSystem.provider();
      vars.fileA = play.resolve("file");
      vars.dirB = play.resolve("full");
      vars.uri = closed.path("/").toUri();
      vars.readChannel = Files.newByteChannel(vars.fileA);
      vars.dirStream = Files.newDirectoryStream(play);
      return vars;
    }
  }

  /** Closes what was mounted. */
  @AfterClass
  public static void close() throws IOException {
    mount.close();
    other.close();
  }
}
