package interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;

/** Values as text in the exact form, and back. */
final class Exact {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Exact() {
  }

  static Object parse(Schema schema, String text) throws IOException {
    return value(schema, JSON.readTree(text));
  }

  static String print(Schema schema, Object value) {
    StringBuilder out = new StringBuilder();
    print(schema, value, out);
    return out.toString();
  }

  private static Object value(Schema schema, JsonNode json) {
    switch (schema.getType()) {
    case NULL:
      require(json.isNull(), schema, json);
      return null;
    case BOOLEAN:
      require(json.isBoolean(), schema, json);
      return json.booleanValue();
    case INT:
      require(json.isIntegralNumber() && json.canConvertToInt(), schema, json);
      return json.intValue();
    case LONG:
      require(json.isIntegralNumber() && json.canConvertToLong(), schema, json);
      return json.longValue();
    case FLOAT:
      return Float.intBitsToFloat(Integer.parseUnsignedInt(json.textValue(), 16));
    case DOUBLE:
      return Double.longBitsToDouble(Long.parseUnsignedLong(json.textValue(), 16));
    case BYTES:
      return ByteBuffer.wrap(bytes(json.textValue()));
    case STRING:
      return json.textValue();
    case FIXED:
      return new GenericData.Fixed(schema, bytes(json.textValue()));
    case ENUM:
      return new GenericData.EnumSymbol(schema, json.textValue());
    case ARRAY: {
      List<Object> items = new ArrayList<>();
      json.forEach(item -> items.add(value(schema.getElementType(), item)));
      return items;
    }
    case MAP: {
      Map<String, Object> entries = new LinkedHashMap<>();
      json.fields().forEachRemaining(e -> entries.put(e.getKey(), value(schema.getValueType(), e.getValue())));
      return entries;
    }
    case RECORD: {
      require(json.size() == schema.getFields().size(), schema, json);
      GenericData.Record record = new GenericData.Record(schema);
      for (Schema.Field field : schema.getFields()) {
        require(json.has(field.name()), schema, json);
        record.put(field.pos(), value(field.schema(), json.get(field.name())));
      }
      return record;
    }
    case UNION: {
      if (json.isNull()) {
        return null;
      }
      Iterator<Map.Entry<String, JsonNode>> tags = json.fields();
      Map.Entry<String, JsonNode> tag = tags.next();
      for (Schema branch : schema.getTypes()) {
        if (branch.getFullName().equals(tag.getKey())) {
          return value(branch, tag.getValue());
        }
      }
      throw new IllegalArgumentException("no branch " + tag.getKey() + " in " + schema);
    }
    default:
      throw new IllegalArgumentException(schema.toString());
    }
  }

  private static void print(Schema schema, Object value, StringBuilder out) {
    switch (schema.getType()) {
    case NULL:
      out.append("null");
      break;
    case BOOLEAN:
      out.append((boolean) (Boolean) value);
      break;
    case INT:
      out.append((int) (Integer) value);
      break;
    case LONG:
      out.append((long) (Long) value);
      break;
    case FLOAT:
      out.append(String.format("\"%08x\"", Float.floatToRawIntBits((Float) value)));
      break;
    case DOUBLE:
      out.append(String.format("\"%016x\"", Double.doubleToRawLongBits((Double) value)));
      break;
    case BYTES: {
      ByteBuffer buffer = ((ByteBuffer) value).duplicate();
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      out.append('"').append(hex(bytes)).append('"');
      break;
    }
    case FIXED:
      out.append('"').append(hex(((GenericFixed) value).bytes())).append('"');
      break;
    case STRING:
    case ENUM:
      string(value.toString(), out);
      break;
    case ARRAY: {
      char separator = '[';
      for (Object item : (Iterable<?>) value) {
        out.append(separator);
        print(schema.getElementType(), item, out);
        separator = ',';
      }
      out.append(separator == '[' ? "[]" : "]");
      break;
    }
    case MAP: {
      Map<String, Object> sorted = new TreeMap<>(Exact::byCodePoints);
      ((Map<?, ?>) value).forEach((key, entry) -> sorted.put(key.toString(), entry));
      char separator = '{';
      for (Map.Entry<String, Object> entry : sorted.entrySet()) {
        out.append(separator);
        string(entry.getKey(), out);
        out.append(':');
        print(schema.getValueType(), entry.getValue(), out);
        separator = ',';
      }
      out.append(separator == '{' ? "{}" : "}");
      break;
    }
    case RECORD: {
      char separator = '{';
      for (Schema.Field field : schema.getFields()) {
        out.append(separator);
        string(field.name(), out);
        out.append(':');
        print(field.schema(), ((IndexedRecord) value).get(field.pos()), out);
        separator = ',';
      }
      out.append(separator == '{' ? "{}" : "}");
      break;
    }
    case UNION: {
      Schema branch = schema.getTypes().get(GenericData.get().resolveUnion(schema, value));
      if (branch.getType() == Schema.Type.NULL) {
        out.append("null");
      } else {
        out.append('{');
        string(branch.getFullName(), out);
        out.append(':');
        print(branch, value, out);
        out.append('}');
      }
      break;
    }
    default:
      throw new IllegalArgumentException(schema.toString());
    }
  }

  /** The order of code points, which UTF-8 keeps; {@code String} and {@code Utf8} compare otherwise. */
  static int byCodePoints(String a, String b) {
    return Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }

  private static void string(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20 || c > 0x7e) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  static String hex(byte[] bytes) {
    StringBuilder out = new StringBuilder();
    for (byte b : bytes) {
      out.append(Character.forDigit((b >> 4) & 15, 16)).append(Character.forDigit(b & 15, 16));
    }
    return out.toString();
  }

  static byte[] bytes(String hex) {
    byte[] bytes = new byte[hex.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16);
    }
    return bytes;
  }

  private static void require(boolean fits, Schema schema, JsonNode json) {
    if (!fits) {
      throw new IllegalArgumentException(json + " does not fit " + schema);
    }
  }
}
