package interop;

import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;

/**
 * Writes and reads container files with Apache's Java library.
 *
 * <pre>
 * write SCHEMA RECORDS PREFIX CODEC...   writes PREFIX-CODEC.avro for each codec
 * read OUT FILE...                       writes OUT/FILE.jsonl for each file
 * </pre>
 *
 * Records are text in the exact form that the README beside this project describes.
 */
public final class Interop {
  /** Metadata that every writer puts into its files and every reader looks for. */
  private static final String KEY = "interop.note";
  private static final String NOTE = "Z\u00fcrich \ud83e\udd80";

  private static final int SYNC_INTERVAL = 4096;

  private Interop() {
  }

  public static void main(String[] args) throws IOException {
    if (args.length > 4 && args[0].equals("write")) {
      Schema schema = new Schema.Parser().parse(new File(args[1]));
      List<Object> records = new ArrayList<>();
      for (String line : Files.readAllLines(Path.of(args[2]), StandardCharsets.UTF_8)) {
        records.add(Exact.parse(schema, line));
      }
      for (int i = 4; i < args.length; i++) {
        write(schema, records, new File(args[3] + "-" + args[i] + ".avro"), args[i]);
      }
    } else if (args.length > 2 && args[0].equals("read")) {
      for (int i = 2; i < args.length; i++) {
        Path file = Path.of(args[i]);
        read(file.toFile(), Path.of(args[1], file.getFileName() + ".jsonl"));
      }
    } else {
      System.err.println("usage: write SCHEMA RECORDS PREFIX CODEC... | read OUT FILE...");
      System.exit(2);
    }
  }

  private static void write(Schema schema, List<Object> records, File file, String codec) throws IOException {
    try (DataFileWriter<Object> writer = new DataFileWriter<>(new GenericDatumWriter<>(schema))) {
      writer.setCodec(CodecFactory.fromString(codec));
      writer.setSyncInterval(SYNC_INTERVAL);
      writer.setMeta(KEY, NOTE);
      writer.create(schema, file);
      for (Object record : records) {
        writer.append(record);
      }
    }
  }

  private static void read(File file, Path out) throws IOException {
    try (DataFileReader<Object> reader = new DataFileReader<>(file, new GenericDatumReader<>());
        BufferedWriter lines = Files.newBufferedWriter(out, StandardCharsets.UTF_8)) {
      if (!NOTE.equals(reader.getMetaString(KEY))) {
        throw new IOException(file + ": the metadata " + KEY + " is " + reader.getMetaString(KEY));
      }
      for (Object record : reader) {
        lines.write(Exact.print(reader.getSchema(), record));
        lines.write('\n');
      }
    } catch (RuntimeException error) {
      throw new IOException(file.toString(), error);
    }
  }
}
