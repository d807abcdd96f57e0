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
 * write SCHEMA RECORDS METADATA PREFIX CODEC...   writes PREFIX-CODEC.avro for each codec
 * append RECORDS FILE...                          writes the records behind those that each file has
 * read OUT FILE...                                writes OUT/FILE.jsonl and OUT/FILE.meta for each file
 * splits RANGES OUT FILE...                       reads each file by the ranges of RANGES/FILE.ranges
 * </pre>
 *
 * Records are text in the exact form that the README beside this project describes.
 */
public final class Interop {
  private static final int SYNC_INTERVAL = 1024;

  private Interop() {
  }

  public static void main(String[] args) throws IOException {
    String command = args.length == 0 ? "" : args[0];
    if (command.equals("write") && args.length > 5) {
      Schema schema = new Schema.Parser().parse(new File(args[1]));
      List<Object> records = parse(schema, args[2]);
      for (int i = 5; i < args.length; i++) {
        write(schema, records, Path.of(args[3]), new File(args[4] + "-" + args[i] + ".avro"), args[i]);
      }
    } else if (command.equals("append") && args.length > 2) {
      for (int i = 2; i < args.length; i++) {
        append(args[1], new File(args[i]));
      }
    } else if (command.equals("read") && args.length > 2) {
      for (int i = 2; i < args.length; i++) {
        read(new File(args[i]), args[1]);
      }
    } else if (command.equals("splits") && args.length > 3) {
      for (int i = 3; i < args.length; i++) {
        split(new File(args[i]), args[1], args[2]);
      }
    } else {
      System.err.println("usage: write SCHEMA RECORDS METADATA PREFIX CODEC... | append RECORDS FILE..."
          + " | read OUT FILE... | splits RANGES OUT FILE...");
      System.exit(2);
    }
  }

  private static List<Object> parse(Schema schema, String file) throws IOException {
    List<Object> records = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(file), StandardCharsets.UTF_8)) {
      records.add(Exact.parse(schema, line));
    }
    return records;
  }

  private static BufferedWriter create(String out, File file, String ending) throws IOException {
    return Files.newBufferedWriter(Path.of(out, file.getName() + ending), StandardCharsets.UTF_8);
  }

  private static DataFileWriter<Object> writer(Schema schema) {
    DataFileWriter<Object> writer = new DataFileWriter<>(new GenericDatumWriter<>(schema));
    writer.setSyncInterval(SYNC_INTERVAL);
    return writer;
  }

  private static DataFileReader<Object> reader(File file) throws IOException {
    return new DataFileReader<>(file, new GenericDatumReader<>());
  }

  private static void write(Schema schema, List<Object> records, Path metadata, File file, String codec)
      throws IOException {
    try (DataFileWriter<Object> writer = writer(schema)) {
      writer.setCodec(CodecFactory.fromString(codec));
      for (String line : Files.readAllLines(metadata, StandardCharsets.UTF_8)) {
        String[] entry = line.split(" ", 2);
        writer.setMeta(entry[0], Exact.bytes(entry[1]));
      }
      writer.create(schema, file);
      for (Object record : records) {
        writer.append(record);
      }
    }
  }

  private static void append(String records, File file) throws IOException {
    Schema schema;
    try (DataFileReader<Object> reader = reader(file)) {
      schema = reader.getSchema();
    }
    try (DataFileWriter<Object> writer = writer(schema).appendTo(file)) {
      for (Object record : parse(schema, records)) {
        writer.append(record);
      }
    }
  }

  private static void read(File file, String out) throws IOException {
    try (DataFileReader<Object> reader = reader(file);
        BufferedWriter lines = create(out, file, ".jsonl");
        BufferedWriter entries = create(out, file, ".meta")) {
      List<String> keys = new ArrayList<>(reader.getMetaKeys());
      keys.sort(Exact::byCodePoints);
      for (String key : keys) {
        if (!DataFileWriter.isReservedMeta(key)) {
          entries.write(key + " " + Exact.hex(reader.getMeta(key)) + "\n");
        }
      }
      for (Object record : reader) {
        lines.write(Exact.print(reader.getSchema(), record) + "\n");
      }
    } catch (RuntimeException error) {
      throw new IOException(file.toString(), error);
    }
  }

  /** As MapReduce does it: to the marker behind the start of a range, and on to the one behind its end. */
  private static void split(File file, String ranges, String out) throws IOException {
    try (DataFileReader<Object> reader = reader(file); BufferedWriter answers = create(out, file, ".ranges")) {
      String way = null;
      BufferedWriter lines = null;
      for (String line : Files.readAllLines(Path.of(ranges, file.getName() + ".ranges"))) {
        String[] range = line.split(" ");
        if (!range[0].equals(way)) {
          if (lines != null) {
            lines.close();
          }
          way = range[0];
          lines = create(out, file, "." + way + ".jsonl");
        }
        long end = Long.parseLong(range[2]);
        reader.sync(Long.parseLong(range[1]));
        long first = reader.previousSync();
        long count = 0;
        while (reader.hasNext() && !reader.pastSync(end)) {
          lines.write(Exact.print(reader.getSchema(), reader.next()) + "\n");
          count++;
        }
        String start = count == 0 ? "-" : Long.toString(first);
        answers.write(String.join(" ", way, range[1], range[2], start, Long.toString(count)) + "\n");
      }
      lines.close();
    }
  }
}
