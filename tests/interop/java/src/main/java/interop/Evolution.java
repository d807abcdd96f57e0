package interop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/**
 * Reads datums of one schema as another: a line each of writer's schema, reader's schema and hex digits, between tabs.
 * Writes each value in the exact form, or a line that starts with {@code error} or {@code no schema}.
 */
public final class Evolution {
  private Evolution() {
  }

  public static void main(String[] args) throws IOException {
    StringBuilder out = new StringBuilder();
    for (String line : Files.readAllLines(Path.of(args[0]), StandardCharsets.UTF_8)) {
      String[] parts = line.split("\t", -1);
      out.append(read(parts[0], parts[1], parts[2])).append('\n');
    }
    Files.writeString(Path.of(args[1]), out);
  }

  private static String read(String writer, String reader, String hex) {
    Schema written;
    Schema wanted;
    try {
      written = new Schema.Parser().setValidateDefaults(false).parse(writer);
      wanted = new Schema.Parser().setValidateDefaults(false).parse(reader);
    } catch (RuntimeException error) {
      return line("no schema", error);
    }
    try {
      byte[] bytes = new byte[hex.length() / 2];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16);
      }
      BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes, null);
      Object value = new GenericDatumReader<>(written, wanted).read(null, decoder);
      if (!decoder.isEnd()) {
        return "error: bytes follow";
      }
      return Exact.print(wanted, value);
    } catch (IOException | RuntimeException error) {
      return line("error", error);
    }
  }

  private static String line(String word, Exception error) {
    return word + ": " + error.toString().replaceAll("\\s+", " ");
  }
}
