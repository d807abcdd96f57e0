import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecordBase;

/** Times Apache's Java library on the datums of W7: `Evolution WRITER READER DATUMS COUNT`. */
public final class Evolution {
  private static final int ROUNDS = 61;

  /** The reader's record with fields of their own types, as a generated class has them. */
  public static final class Order extends SpecificRecordBase {
    static Schema schema;
    Object status;
    long id;
    double total;
    CharSequence recipient;
    CharSequence customer;
    CharSequence channel;
    CharSequence country;
    CharSequence note;
    double weight;
    int priority;
    boolean paid;
    long quantity;

    @Override
    public Schema getSchema() {
      return schema;
    }

    @Override
    public Object get(int field) {
      return new Object[] {status, id, total, recipient, customer, channel, country, note, weight, priority, paid,
          quantity}[field];
    }

    @Override
    public void put(int field, Object value) {
      switch (field) {
        case 0: status = value; break;
        case 1: id = (Long) value; break;
        case 2: total = (Double) value; break;
        case 3: recipient = (CharSequence) value; break;
        case 4: customer = (CharSequence) value; break;
        case 5: channel = (CharSequence) value; break;
        case 6: country = (CharSequence) value; break;
        case 7: note = (CharSequence) value; break;
        case 8: weight = (Double) value; break;
        case 9: priority = (Integer) value; break;
        case 10: paid = (Boolean) value; break;
        case 11: quantity = (Long) value; break;
        default: throw new AvroRuntimeException("no field " + field);
      }
    }
  }

  /** Makes an {@link Order} for every record, whatever the schema calls it. */
  private static final class Orders extends SpecificData {
    @Override
    public Object newRecord(Object old, Schema schema) {
      return old instanceof Order ? old : new Order();
    }
  }

  public static void main(String[] args) throws IOException {
    Schema writer = new Schema.Parser().parse(Path.of(args[0]).toFile());
    Schema reader = new Schema.Parser().parse(Path.of(args[1]).toFile());
    byte[] datums = Files.readAllBytes(Path.of(args[2]));
    int count = Integer.parseInt(args[3]);
    Order.schema = reader;
    for (boolean fast : new boolean[] {false, true}) {
      String way = fast ? ", fast path" : "";
      time("generic" + way, new GenericDatumReader<>(writer, reader, with(new GenericData(), fast)), datums, count);
      time("specific" + way, new SpecificDatumReader<>(writer, reader, (Orders) with(new Orders(), fast)), datums, count);
    }
  }

  private static GenericData with(GenericData data, boolean fast) {
    data.setFastReaderEnabled(fast);
    return data;
  }

  /** The median of many rounds, the first third of which serve to warm up. A round is at least 50 ms. */
  private static <T> void time(String name, DatumReader<T> reader, byte[] datums, int count) throws IOException {
    double[] rounds = new double[ROUNDS];
    BinaryDecoder decoder = null;
    for (int round = 0; round < ROUNDS; round++) {
      long start = now();
      long passes = 0;
      long elapsed;
      do {
        decoder = DecoderFactory.get().binaryDecoder(datums, decoder);
        for (int at = 0; at < count; at++) {
          if (reader.read(null, decoder) == null) {
            throw new IllegalStateException("no value");
          }
        }
        passes++;
        elapsed = now() - start;
      } while (elapsed < 50_000_000);
      if (!decoder.isEnd()) {
        throw new IllegalStateException("bytes are left");
      }
      rounds[round] = (double) elapsed / (passes * count);
    }
    double[] warm = Arrays.copyOfRange(rounds, ROUNDS / 3, ROUNDS);
    Arrays.sort(warm);
    System.out.printf("W7 java %-20s %8.1f ns/rec%n", name, warm[warm.length / 2]);
  }

  /** What this thread took of a processor: what others take is not counted. */
  private static long now() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
