import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.file.SeekableByteArrayInput;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;

/** Times Apache's Java library on the files of W8: `Containers CODEC FILE [CODEC FILE]...`. */
public final class Containers {
  private static final int ROUNDS = 24;
  private static final int BLOCK = 64 << 10;
  /** Records that are written again and again, as many as W8 has. */
  private static final int POOL = 1000;

  private interface Pass {
    void run() throws IOException;
  }

  public static void main(String[] args) throws IOException {
    for (int at = 0; at < args.length; at += 2) {
      String codec = args[at];
      byte[] file = Files.readAllBytes(Path.of(args[at + 1]));
      List<GenericRecord> pool = new ArrayList<>();
      int count = 0;
      Schema schema;
      try (DataFileReader<GenericRecord> reader = open(file, false)) {
        schema = reader.getSchema();
        for (GenericRecord record : reader) {
          if (pool.size() < POOL) {
            pool.add(record);
          }
          count++;
        }
      }
      int records = count;
      for (boolean fast : new boolean[] {false, true}) {
        time("W8" + codec + " java read generic" + (fast ? ", fast path" : ""), records, () -> {
          try (DataFileReader<GenericRecord> reader = open(file, fast)) {
            int seen = 0;
            GenericRecord record = null;
            while (reader.hasNext()) {
              record = reader.next(record);
              seen++;
            }
            if (seen != records) {
              throw new IllegalStateException(seen + " records");
            }
          }
        });
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream(file.length + file.length / 8);
      time("W8" + codec + " java write generic", records, () -> {
        out.reset();
        GenericDatumWriter<GenericRecord> datums = new GenericDatumWriter<>(schema);
        try (DataFileWriter<GenericRecord> writer = new DataFileWriter<>(datums)) {
          writer.setCodec(factory(codec)).setSyncInterval(BLOCK).create(schema, out);
          for (int n = 0; n < records; n++) {
            writer.append(pool.get(n % POOL));
          }
        }
      });
      if (Math.abs(out.size() / (double) file.length - 1) > 0.05) {
        throw new IllegalStateException(codec + ": " + out.size() + " bytes beside " + file.length);
      }
    }
  }

  private static DataFileReader<GenericRecord> open(byte[] file, boolean fast) throws IOException {
    GenericData data = new GenericData();
    data.setFastReaderEnabled(fast);
    return new DataFileReader<>(new SeekableByteArrayInput(file), new GenericDatumReader<>(null, null, data));
  }

  /** The levels that everybody has here. */
  private static CodecFactory factory(String codec) {
    switch (codec) {
      case "null": return CodecFactory.nullCodec();
      case "deflate": return CodecFactory.deflateCodec(6);
      case "snappy": return CodecFactory.snappyCodec();
      case "zstandard": return CodecFactory.zstandardCodec(3);
      default: throw new IllegalArgumentException(codec);
    }
  }

  /** The median of many rounds, the first third of which serve to warm up. */
  private static void time(String name, int records, Pass pass) throws IOException {
    double[] rounds = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      long start = now();
      pass.run();
      rounds[round] = (double) (now() - start) / records;
    }
    double[] warm = Arrays.copyOfRange(rounds, ROUNDS / 3, ROUNDS);
    Arrays.sort(warm);
    System.out.printf("%-48s %8.1f ns/rec%n", name, warm[warm.length / 2]);
  }

  /** What this thread took of a processor: what others take is not counted. */
  private static long now() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
