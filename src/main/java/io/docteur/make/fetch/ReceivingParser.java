package io.docteur.make.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.eclipse.jgit.internal.storage.file.ObjectDirectory;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.ProgressMonitor;
import org.eclipse.jgit.transport.PackLock;
import org.eclipse.jgit.transport.PackParser;
import org.eclipse.jgit.transport.PackedObjectInfo;

/**
 * What JGit's transports give the pack to that a server sends. JGit's own parser would do all in
 * one thread; of it nothing is used, so that none of what it calls while it parses is ever called.
 */
final class ReceivingParser extends PackParser {
  private final ObjectDirectory database;
  private final InputStream in;
  private final PackReceiver receiver;

  ReceivingParser(ObjectDirectory database, InputStream in, PackReceiver receiver) {
    super(database, in);
    this.database = database;
    this.in = in;
    this.receiver = receiver;
  }

  @Override
  public PackLock parse(ProgressMonitor receiving, ProgressMonitor resolving) throws IOException {
    Path pack = receiver.receive(in, database.getPackDirectory().toPath(), receiving);
    if (pack != null) {
      database.openPack(pack.toFile());
    }
    return null;
  }

  @Override
  protected void onStoreStream(byte[] raw, int position, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected void onObjectHeader(Source source, byte[] raw, int position, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected void onObjectData(Source source, byte[] raw, int position, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected void onInflatedObjectData(PackedObjectInfo object, int type, byte[] data) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected void onPackHeader(long objects) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected void onPackFooter(byte[] hash) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected boolean onAppendBase(int type, byte[] data, PackedObjectInfo info) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected void onEndThinPack() {
    throw new UnsupportedOperationException();
  }

  @Override
  protected ObjectTypeAndSize seekDatabase(PackedObjectInfo object, ObjectTypeAndSize info) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected ObjectTypeAndSize seekDatabase(UnresolvedDelta delta, ObjectTypeAndSize info) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected int readDatabase(byte[] target, int position, int count) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected boolean checkCRC(int oldCrc) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected void onBeginWholeObject(long position, int type, long inflatedSize) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected void onEndWholeObject(PackedObjectInfo info) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected void onBeginOfsDelta(long position, long basePosition, long inflatedSize) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected void onBeginRefDelta(long position, AnyObjectId base, long inflatedSize) {
    throw new UnsupportedOperationException();
  }
}
