package interop;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import org.apache.avro.AvroRemoteException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Protocol;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.ipc.CallFuture;
import org.apache.avro.ipc.HttpTransceiver;
import org.apache.avro.ipc.RPCContext;
import org.apache.avro.ipc.RPCPlugin;
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
import org.apache.avro.util.Utf8;

/** Apache's avro-ipc as a side of the interop tests of calls; README.md tells what the two commands do. */
public final class Rpc {
  /** What comes with a call goes back with its answer. */
  private static final String TRACE = "trace";
  /** Each side says with the handshake who it is. The server tells with each answer who the client is. */
  private static final String WHO = "who";

  private Rpc() {}

  public static void main(String[] args) throws Exception {
    if (args.length == 3 && args[0].equals("serve")) {
      serve(args[1], Protocol.parse(new File(args[2])));
    } else if (args.length == 4 && args[0].equals("call")) {
      try (Transceiver transceiver = transceiver(args[1], Integer.parseInt(args[2]))) {
        call(args[1], Protocol.parse(new File(args[3])), transceiver);
      }
    } else {
      throw new IllegalArgumentException("serve WAY PROTOCOL | call WAY PORT PROTOCOL");
    }
    // Threads of Netty are left behind.
    System.out.flush();
    System.exit(0);
  }

  /** Names that were received with a call are Utf8, whatever the map's type says; with a handshake they are strings. */
  private static ByteBuffer received(Map<?, ByteBuffer> metadata, String name) {
    ByteBuffer bytes = metadata.get(new Utf8(name));
    return bytes == null ? metadata.get(name) : bytes;
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(ByteBuffer bytes) {
    return bytes == null ? "nothing" : StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
  }

  static Server server(String way, Responder responder) throws Exception {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    switch (way) {
      case "http": return new HttpServer(responder, "127.0.0.1", 0);
      case "socket": return new SocketServer(responder, address);
      case "netty": return new NettyServer(responder, address);
      default: throw new IllegalArgumentException(way);
    }
  }

  static Transceiver transceiver(String way, int port) throws Exception {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    switch (way) {
      case "http": return new HttpTransceiver(new URL("http://127.0.0.1:" + port + "/"));
      case "socket": return new SocketTransceiver(address);
      case "netty": return new NettyTransceiver(address, 10_000);
      default: throw new IllegalArgumentException(way);
    }
  }

  // The server: it says its port, and ends with its input.

  private static void serve(String way, Protocol protocol) throws Exception {
    Calc calc = new Calc(protocol);
    calc.addRPCPlugin(new RPCPlugin() {
      /** There is one client. On a connection it says who it is only once. */
      private volatile ByteBuffer who;

      @Override
      public void serverConnecting(RPCContext context) {
        ByteBuffer said = received(context.requestHandshakeMeta(), WHO);
        who = said == null ? who : said;
        context.responseHandshakeMeta().put(WHO, bytes("the server of java"));
      }

      @Override
      public void serverSendResponse(RPCContext context) {
        ByteBuffer trace = received(context.requestCallMeta(), TRACE);
        if (trace != null) {
          context.responseCallMeta().put(TRACE, trace);
        }
        if (who != null) {
          context.responseCallMeta().put(WHO, who.duplicate());
        }
      }
    });
    Server server = server(way, calc);
    server.start();
    System.out.println(server.getPort());
    System.out.flush();
    while (System.in.read() >= 0) {
      continue;
    }
  }

  private static final class Calc extends GenericResponder {
    private final Map<String, Integer> words = new ConcurrentHashMap<>();

    Calc(Protocol protocol) {
      super(protocol);
    }

    @Override
    public Object respond(Protocol.Message message, Object request) throws Exception {
      GenericRecord given = (GenericRecord) request;
      switch (message.getName()) {
        case "add": return add(message, given);
        case "echo": return given.get("text");
        case "wait":
          Thread.sleep(number(given, "millis"));
          return given.get("number");
        case "forget":
          words.merge(given.get("word").toString(), 1, Integer::sum);
          return null;
        case "forgotten": return words.getOrDefault(given.get("word").toString(), 0);
        case "lost": return null;
        default: throw new AvroRuntimeException("nobody handles " + message.getName());
      }
    }

    private Object add(Protocol.Message message, GenericRecord given) throws Exception {
      long a = number(given, "a");
      long b = number(given, "b");
      boolean newer = given.getSchema().getField("c") != null;
      long c = newer ? number(given, "c") : 0;
      long sum = a + b + c;
      if (a == 13) {
        // The string that stands among any message's errors.
        throw new AvroRemoteException("no thirteens");
      }
      if (a == 14) {
        throw new IllegalStateException("no fourteens");
      }
      if (sum > 1000) {
        for (Schema branch : message.getErrors().getTypes()) {
          if (branch.getName().equals("Over")) {
            GenericRecord over = new GenericData.Record(branch);
            over.put("most", 1000L);
            if (newer) {
              over.put("by", sum - 1000);
            }
            throw new AvroRemoteException(over);
          }
        }
      }
      GenericRecord answer = new GenericData.Record(message.getResponse());
      if (newer) {
        answer.put("sum", (int) sum);
        answer.put("shown", b + " " + a + " " + c);
      } else {
        answer.put("sum", sum);
        answer.put("note", "older");
      }
      return answer;
    }
  }

  private static long number(GenericRecord record, String name) {
    return ((Number) record.get(name)).longValue();
  }

  // The client: a line for each thing that is looked at.

  private static void call(String way, Protocol protocol, Transceiver transceiver) throws Exception {
    GenericRequestor calc = new GenericRequestor(protocol, transceiver);
    String[] said = new String[3];
    calc.addRPCPlugin(new RPCPlugin() {
      @Override
      public void clientStartConnect(RPCContext context) {
        context.requestHandshakeMeta().put(WHO, bytes("a client of java"));
      }

      @Override
      public void clientFinishConnect(RPCContext context) {
        said[2] = text(received(context.responseHandshakeMeta(), WHO));
      }

      @Override
      public void clientSendRequest(RPCContext context) {
        context.requestCallMeta().put(TRACE, bytes("4bf92f35"));
      }

      @Override
      public void clientReceiveResponse(RPCContext context) {
        said[0] = text(received(context.responseCallMeta(), TRACE));
        said[1] = text(received(context.responseCallMeta(), WHO));
      }
    });

    add(calc, 1, 2);
    System.out.println("trace: " + said[0]);
    System.out.println("client: " + said[1]);
    System.out.println("server: " + said[2]);
    add(calc, 900, 900);
    add(calc, 13, 0);
    add(calc, 14, 0);

    for (int length : new int[] {0, 100_000}) {
      String text = "ü".repeat(length);
      Object back = calc.request("echo", record(protocol, "echo", "text", text));
      System.out.println("echo " + length + ": " + (back.toString().equals(text) ? "the same" : "another"));
    }

    calc.request("forget", record(protocol, "forget", "word", "once"));
    Object forgotten = 0;
    for (int i = 0; i < 500 && forgotten.equals(0); i++) {
      Thread.sleep(10);
      forgotten = calc.request("forgotten", record(protocol, "forgotten", "word", "once"));
    }
    System.out.println("forgotten: " + forgotten);

    String lost;
    try {
      lost = String.valueOf(calc.request("lost", record(protocol, "lost")));
    } catch (AvroRuntimeException | IOException error) {
      error.printStackTrace();
      lost = "refused";
    }
    System.out.println("lost: " + lost);

    if (way.equals("netty")) {
      inFlight(calc, protocol);
    }
    add(calc, 3, 4);
  }

  private static void inFlight(GenericRequestor calc, Protocol protocol) throws Exception {
    List<CallFuture<Object>> calls = new ArrayList<>();
    for (int number = 0; number < 32; number++) {
      CallFuture<Object> call = new CallFuture<>();
      // The later, the shorter.
      calc.request("wait", record(protocol, "wait", "millis", 32 - number, "number", number), call);
      calls.add(call);
    }
    int right = 0;
    for (int number = 0; number < 32; number++) {
      right += calls.get(number).get(20, TimeUnit.SECONDS).equals(number) ? 1 : 0;
    }
    System.out.println("in flight: " + right + " right");

    List<Integer> order = new ArrayList<>();
    List<CallFuture<Object>> two = new ArrayList<>();
    for (int millis : new int[] {500, 0}) {
      CallFuture<Object> call = new CallFuture<>(new org.apache.avro.ipc.Callback<Object>() {
        @Override
        public void handleResult(Object result) {
          synchronized (order) {
            order.add((Integer) result);
          }
        }

        @Override
        public void handleError(Throwable error) {
          handleResult(-1);
        }
      });
      calc.request("wait", record(protocol, "wait", "millis", millis, "number", millis), call);
      two.add(call);
    }
    for (CallFuture<Object> call : two) {
      call.get(20, TimeUnit.SECONDS);
    }
    // Callbacks are called behind that.
    Thread.sleep(200);
    synchronized (order) {
      System.out.println("answered: " + order);
    }
  }

  private static void add(GenericRequestor calc, int a, int b) throws Exception {
    String what;
    try {
      GenericRecord sum = (GenericRecord) calc.request("add", record(calc.getLocal(), "add", "a", a, "b", b));
      what = "sum " + sum.get("sum") + " note " + sum.get("note");
    } catch (AvroRemoteException error) {
      GenericRecord declared = (GenericRecord) error.getValue();
      what = "declared " + declared.getSchema().getName() + " most " + declared.get("most");
    } catch (AvroRuntimeException error) {
      what = "undeclared " + error.getMessage();
    }
    System.out.println("add " + a + " " + b + ": " + what);
  }

  private static GenericRecord record(Protocol protocol, String message, Object... fields) {
    GenericRecord record = new GenericData.Record(protocol.getMessages().get(message).getRequest());
    for (int i = 0; i < fields.length; i += 2) {
      record.put((String) fields[i], fields[i + 1]);
    }
    return record;
  }
}
