import java.io.File;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URL;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.apache.avro.Protocol;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.ipc.HttpTransceiver;
import org.apache.avro.ipc.Responder;
import org.apache.avro.ipc.Server;
import org.apache.avro.ipc.SocketServer;
import org.apache.avro.ipc.SocketTransceiver;
import org.apache.avro.ipc.Transceiver;
import org.apache.avro.ipc.generic.GenericRequestor;
import org.apache.avro.ipc.generic.GenericResponder;
import org.apache.avro.ipc.jetty.HttpServer;
import org.apache.avro.ipc.netty.NettyServer;
import org.apache.avro.ipc.netty.NettyTransceiver;

/** Calls with Apache's avro-ipc: how many a second, and how long each takes. A thread and a connection for each client. */
public final class Calls {
  private static final String BODY = "See you tomorrow at the usual place, and bring the notes on the engine along; "
      + "there is more to be said about the seventh card.";

  public static void main(String[] args) throws Exception {
    Protocol protocol = Protocol.parse(new File(args[0]));
    double seconds = Double.parseDouble(args[1]);
    int rounds = Integer.parseInt(args[2]);
    String[] ways = {"HTTP", "socket", "Netty"};

    Responder office = new GenericResponder(protocol) {
      @Override
      public Object respond(Protocol.Message message, Object request) {
        GenericRecord letter = (GenericRecord) ((GenericRecord) request).get("letter");
        return letter.get("body").toString().length();
      }
    };
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    Server[] servers = {
      new HttpServer(office, "127.0.0.1", 0), new SocketServer(office, any), new NettyServer(office, any)
    };
    for (Server server : servers) {
      server.start();
    }
    for (int clients : new int[] {1, 64}) {
      double[][][] figures = new double[ways.length][3][rounds];
      // One round more, to warm up.
      for (int round = -1; round < rounds; round++) {
        for (int way = 0; way < ways.length; way++) {
          double[] found = run(protocol, way, servers[way].getPort(), clients, seconds);
          for (int i = 0; i < 3 && round >= 0; i++) {
            figures[way][i][round] = found[i];
          }
        }
      }
      for (int way = 0; way < ways.length; way++) {
        for (double[] figure : figures[way]) {
          Arrays.sort(figure);
        }
        System.out.printf("%-11s Java %-7s %9.0f calls/s %10.1f us median %10.1f us 99th%n",
            clients == 1 ? "1 client" : clients + " clients", ways[way],
            figures[way][0][rounds / 2], figures[way][1][rounds / 2], figures[way][2][rounds / 2]);
      }
    }
    System.exit(0);
  }

  private static double[] run(Protocol protocol, int way, int port, int clients, double seconds) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    List<Transceiver> transceivers = new ArrayList<>();
    List<Callable<long[]>> callers = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      Transceiver transceiver = transceiver(way, port);
      transceivers.add(transceiver);
      GenericRequestor mail = new GenericRequestor(protocol, transceiver);
      mail.request("send", request(protocol));
      callers.add(() -> {
        long[] times = new long[1024];
        int calls = 0;
        long now = System.nanoTime();
        long end = now + (long) (seconds * 1e9);
        while (now < end) {
          if (!mail.request("send", request(protocol)).equals(BODY.length())) {
            throw new IllegalStateException("another answer");
          }
          long then = now;
          now = System.nanoTime();
          if (calls == times.length) {
            times = Arrays.copyOf(times, 2 * calls);
          }
          times[calls++] = now - then;
        }
        return Arrays.copyOf(times, calls);
      });
    }
    long began = System.nanoTime();
    List<long[]> all = new ArrayList<>();
    for (Future<long[]> caller : threads.invokeAll(callers, 60, TimeUnit.SECONDS)) {
      all.add(caller.get());
    }
    double took = (System.nanoTime() - began) / 1e9;
    threads.shutdown();
    for (Transceiver transceiver : transceivers) {
      transceiver.close();
    }
    long[] times = all.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    int late = Math.min(times.length - 1, times.length * 99 / 100);
    return new double[] {times.length / took, times[times.length / 2] / 1e3, times[late] / 1e3};
  }

  private static GenericRecord request(Protocol protocol) {
    GenericRecord letter = new GenericData.Record(protocol.getType("example.mail.Letter"));
    letter.put("to", "Bob");
    letter.put("from", "Ada Lovelace");
    letter.put("body", BODY);
    GenericRecord request = new GenericData.Record(protocol.getMessages().get("send").getRequest());
    request.put("letter", letter);
    return request;
  }

  private static Transceiver transceiver(int way, int port) throws Exception {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    switch (way) {
      case 0: return new HttpTransceiver(new URL("http://127.0.0.1:" + port + "/"));
      case 1: return new SocketTransceiver(address);
      default: return new NettyTransceiver(address, 10_000);
    }
  }
}
