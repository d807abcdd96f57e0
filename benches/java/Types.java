import java.io.File;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.compiler.specific.SpecificCompiler;

/** Makes Java's classes of schemas, as its build plugins do: `Types FOLDER SCHEMA...`. */
public final class Types {
  public static void main(String[] args) throws IOException {
    for (int at = 1; at < args.length; at++) {
      File source = new File(args[at]);
      new SpecificCompiler(new Schema.Parser().parse(source)).compileToDestination(source, new File(args[0]));
    }
  }
}
