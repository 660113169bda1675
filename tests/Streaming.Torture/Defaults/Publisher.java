import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends what it is told on its standard input, as any Java program would; see ForeignClient for the words. */
public class Publisher {
    private static volatile Exception refused;

    public static void main(String[] args) throws Exception {
        // Patience is all that is not a default: a broker may be away for minutes.
        Map<String, Object> settings = Map.of(
            "bootstrap.servers", args[0],
            "linger.ms", 5,
            "delivery.timeout.ms", Integer.MAX_VALUE,
            "max.block.ms", Long.MAX_VALUE,
            "max.request.size", 16 << 20);
        var in = new DataInputStream(new BufferedInputStream(System.in, 1 << 16));
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            while (true) {
                int kind = in.read();
                if (kind < 0) return;
                if (kind == 1) {
                    producer.flush();
                    System.out.println(refused == null ? "acknowledged" : refused.toString());
                    continue;
                }
                String topic = new String(block(in), StandardCharsets.UTF_8);
                int partition = in.readInt();
                var record = new ProducerRecord<>(topic, partition < 0 ? null : Integer.valueOf(partition), block(in), block(in));
                producer.send(record, (where, fault) -> {
                    if (fault != null) refused = fault;
                });
            }
        } catch (EOFException e) {
            // Whoever told us is gone.
        }
    }

    private static byte[] block(DataInputStream in) throws Exception {
        int length = in.readInt();
        return length < 0 ? null : in.readNBytes(length);
    }
}
