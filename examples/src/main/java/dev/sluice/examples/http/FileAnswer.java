package dev.sluice.examples.http;

import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.loop.Connection;
import dev.sluice.net.FileRegion;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Answers a GET or HEAD for what is below the root. */
final class FileAnswer {
  private final Connection connection;
  private final Reply reply;
  private final Request request;
  private final TargetPath target;

  FileAnswer(Connection connection, Reply reply, Request request, TargetPath target) {
    this.connection = connection;
    this.reply = reply;
    this.request = request;
    this.target = target;
  }

  void send(Path root) {
    try {
      Resource found = Resource.find(root, target);
      if (!found.isDirectory()) {
        sendFile(found);
      } else if (!target.isDirectory() && !target.segments().isEmpty()) {
        reply.redirect(target.encoded() + "/"); // relative links on its page count from there
      } else {
        sendDirectory(root, found);
      }
    } catch (IOException e) {
      sendFailure(e);
    }
  }

  private void sendFailure(IOException cause) {
    switch (cause) {
      case AccessDeniedException _ -> reply.status(Status.FORBIDDEN, "not readable");
      case FileSystemException e when isOutOfDescriptors(e) ->
          reply.status(Status.SERVICE_UNAVAILABLE, "try again later");
      case FileSystemException _ -> reply.status(Status.NOT_FOUND, "nothing there");
      case ErrnoException e when e.errno().equals(Errno.EACCES) ->
          reply.status(Status.FORBIDDEN, "not readable");
      case ErrnoException e when e.errno().equals(Errno.ENOENT) ->
          reply.status(Status.NOT_FOUND, "nothing there");
      default -> reply.status(Status.SERVICE_UNAVAILABLE, "try again later");
    }
  }

  /** The process, or the system: to the JDK both are a failure of the file system. */
  private static boolean isOutOfDescriptors(FileSystemException e) {
    return e.getReason() != null && e.getReason().startsWith("Too many open files");
  }

  private void sendDirectory(Path root, Resource directory) throws IOException {
    try {
      Resource page = Resource.find(root, target.child("index.html"));
      if (!page.isDirectory()) {
        sendFile(page);
        return;
      }
    } catch (FileSystemException noIndex) {
      // Then its entries are the page.
    }
    byte[] page = DirectoryPage.of(directory.path(), target);
    reply.whole(Status.OK, "text/html; charset=utf-8", page);
  }

  private void sendFile(Resource file) throws IOException {
    if (isCurrent(file)) {
      reply.send(withValidators(reply.head(Status.NOT_MODIFIED), file));
      return;
    }
    ByteRange range = range(file);
    if (range != null && range.bytes() == 0) {
      reply.unsatisfiable(file.size());
      return;
    }
    ByteRange part = range == null ? new ByteRange(0, file.size()) : range;
    Answer head =
        withValidators(reply.head(range == null ? Status.OK : Status.PARTIAL_CONTENT), file);
    head.with("Content-Type", file.type()).with("Content-Length", part.bytes());
    head.with("Accept-Ranges", "bytes");
    if (range != null) {
      long last = part.offset() + part.bytes() - 1;
      head.with("Content-Range", "bytes " + part.offset() + "-" + last + "/" + file.size());
    }
    if (request.isHead()) {
      reply.send(head);
    } else {
      FileRegion region =
          FileRegion.openFor(connection.socket(), file.path(), part.offset(), part.bytes());
      connection.sendFile(head.bytes(), region);
    }
  }

  private static Answer withValidators(Answer head, Resource file) {
    return head.with("Last-Modified", file.lastModified()).with("ETag", file.etag());
  }

  /** RFC 9110, 13.2.2: the date counts only where there is no ETag. */
  private boolean isCurrent(Resource file) {
    String etags = request.value("if-none-match");
    if (etags != null) {
      return file.isAmong(etags);
    }
    String since = request.value("if-modified-since");
    Instant date = since == null ? null : HttpDate.parse(since);
    return date != null && file.isUnmodifiedSince(date);
  }

  /** Returns the part that is wanted, or {@code null} for all. */
  private @Nullable ByteRange range(Resource file) {
    String wanted = request.value("range");
    if (wanted == null || request.isHead()) {
      return null;
    }
    String condition = request.value("if-range");
    boolean isSame =
        condition == null || condition.equals(file.etag()) || condition.equals(file.lastModified());
    return isSame ? ByteRange.parse(wanted, file.size()) : null;
  }
}
