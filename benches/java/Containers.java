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
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

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
      for (boolean specific : new boolean[] {false, true}) {
        List<IndexedRecord> pool = new ArrayList<>();
        int count = 0;
        Schema schema;
        try (DataFileReader<IndexedRecord> reader = open(file, specific, false)) {
          schema = reader.getSchema();
          for (IndexedRecord record : reader) {
            if (record instanceof SpecificRecord != specific) {
              throw new IllegalStateException("a record of " + record.getClass());
            }
            if (pool.size() < POOL) {
              pool.add(record);
            }
            count++;
          }
        }
        int records = count;
        String name = "W8" + codec + " java %s " + (specific ? "specific" : "generic");
        // The fast path gives decimals to classes that want bytes.
        for (boolean fast : specific ? new boolean[] {false} : new boolean[] {false, true}) {
          time(String.format(name, "read") + (fast ? ", fast path" : ""), records, () -> {
            try (DataFileReader<IndexedRecord> reader = open(file, specific, fast)) {
              int seen = 0;
              IndexedRecord record = null;
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
        time(String.format(name, "write"), records, () -> {
          out.reset();
          DatumWriter<IndexedRecord> datums =
              specific ? new SpecificDatumWriter<>(schema, model(schema)) : new GenericDatumWriter<>(schema);
          try (DataFileWriter<IndexedRecord> writer = new DataFileWriter<>(datums)) {
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
  }

  private static DataFileReader<IndexedRecord> open(byte[] file, boolean specific, boolean fast) throws IOException {
    SeekableByteArrayInput input = new SeekableByteArrayInput(file);
    DatumReader<IndexedRecord> datums;
    if (specific) {
      Schema schema;
      try (DataFileReader<IndexedRecord> header =
          new DataFileReader<>(new SeekableByteArrayInput(file), new GenericDatumReader<>())) {
        schema = header.getSchema();
      }
      SpecificData model = model(schema);
      model.setFastReaderEnabled(fast);
      datums = new SpecificDatumReader<>(schema, schema, model);
    } else {
      GenericData model = new GenericData();
      model.setFastReaderEnabled(fast);
      datums = new GenericDatumReader<>(null, null, model);
    }
    return new DataFileReader<>(input, datums);
  }

  /** The conversions of the schema's class. */
  private static SpecificData model(Schema schema) {
    return SpecificData.getForSchema(schema);
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
