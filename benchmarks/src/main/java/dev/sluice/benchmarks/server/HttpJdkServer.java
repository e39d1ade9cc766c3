package dev.sluice.benchmarks.server;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/** The JDK's HTTP server with its own handler of files, in the thread that it comes with. */
public final class HttpJdkServer {
  private HttpJdkServer() {}

  public static void main(String[] args) throws IOException {
    System.setProperty("sun.net.httpserver.nodelay", "true"); // the others have it
    HttpServer server =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Control.BACKLOG);
    server.createContext("/", SimpleFileServer.createFileHandler(Path.of(args[0])));
    server.start();
    Control.begin(server.getAddress().getPort());
  }
}
