package dev.sluice.benchmarks.server;

import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_LENGTH;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_TYPE;
import static io.netty.handler.codec.http.HttpResponseStatus.OK;
import static io.netty.handler.codec.http.HttpVersion.HTTP_1_1;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Netty's HTTP codec over its epoll: the files of a directory, by sendfile. */
public final class HttpNettyServer {
  private HttpNettyServer() {}

  /** Answers a request with a file. */
  private static final class Files extends SimpleChannelInboundHandler<Object> {
    private final Path root;

    Files(Path root) {
      this.root = root;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, Object message) throws IOException {
      if (message instanceof HttpRequest request) {
        FileChannel file = FileChannel.open(root.resolve(request.uri().substring(1)));
        HttpResponse response = new DefaultHttpResponse(HTTP_1_1, OK);
        response.headers().set(CONTENT_LENGTH, file.size());
        response.headers().set(CONTENT_TYPE, "application/octet-stream");
        var _ = context.write(response);
        var _ = context.write(new DefaultFileRegion(file, 0, file.size()));
        var _ = context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      var _ = context.close();
    }
  }

  public static void main(String[] args) throws InterruptedException {
    Path root = Path.of(args[0]);
    ChannelInitializer<SocketChannel> pipeline =
        new ChannelInitializer<>() {
          @Override
          protected void initChannel(SocketChannel channel) {
            channel.pipeline().addLast(new HttpServerCodec(), new Files(root));
          }
        };
    Channel channel = NettyServer.listen(true, pipeline);
    Control.begin(((InetSocketAddress) channel.localAddress()).getPort());
    channel.closeFuture().sync();
  }
}
