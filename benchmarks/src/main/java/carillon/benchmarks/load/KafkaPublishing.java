package carillon.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * Kafka: {@code Produce} of version 3 with one batch of records to partition 0 of the topic {@code bench}, acknowledged by
 * all replicas, of which there is one. The layout is that of Kafka's protocol guide and of its record batch of magic 2.
 */
final class KafkaPublishing implements Acknowledging {

    private static final String TOPIC = "bench";
    private static final int TIMEOUT_MILLIS = 30_000;

    /** Of a batch, in bytes: to the checksum, and from there to what it covers. */
    private static final int BATCH_TO_CRC = 17;

    private static final int CRC_BYTES = 4;

    /** Of an answer: length, correlation, number of topics, the name, number of partitions, the partition, and there it is. */
    private static final int ANSWER_TO_ERROR = 4 + 4 + 4 + 2 + TOPIC.length() + 4 + 4;

    private final Template template;
    private final int crcAt;

    KafkaPublishing(String body, int records) {
        var batch = batch(body, records);
        var request = request(batch);
        crcAt = request.readableBytes() - batch.readableBytes() + BATCH_TO_CRC;
        template = new Template(request.toString(StandardCharsets.ISO_8859_1));
    }

    private static ByteBuf request(ByteBuf batch) {
        var head = Unpooled.buffer();
        head.writeShort(0).writeShort(3).writeInt(1).writeShort(-1); // Produce, version, correlation, no client id
        head.writeShort(-1).writeShort(-1).writeInt(TIMEOUT_MILLIS); // no transaction, all replicas
        head.writeInt(1).writeShort(TOPIC.length());
        head.writeCharSequence(TOPIC, StandardCharsets.US_ASCII);
        head.writeInt(1).writeInt(0).writeInt(batch.readableBytes());
        var request = Unpooled.buffer().writeInt(head.readableBytes() + batch.readableBytes());
        return request.writeBytes(head).writeBytes(batch.duplicate());
    }

    private static ByteBuf batch(String body, int count) {
        var covered = Unpooled.buffer();
        long now = System.currentTimeMillis();
        covered.writeShort(0).writeInt(count - 1).writeLong(now).writeLong(now);
        covered.writeLong(-1).writeShort(-1).writeInt(-1).writeInt(count); // no producer id: no idempotence
        for (int i = 0; i < count; i++) {
            covered.writeBytes(record(body, i));
        }
        var batch = Unpooled.buffer().writeLong(0).writeInt(4 + 1 + CRC_BYTES + covered.readableBytes());
        return batch.writeInt(-1).writeByte(2).writeInt(0).writeBytes(covered);
    }

    private static ByteBuf record(String body, int offset) {
        var record = Unpooled.buffer().writeByte(0);
        varint(record, 0);
        varint(record, offset);
        varint(record, -1); // no key
        varint(record, body.length());
        record.writeCharSequence(body, StandardCharsets.US_ASCII);
        varint(record, 0); // no headers
        var framed = Unpooled.buffer();
        varint(framed, record.readableBytes());
        return framed.writeBytes(record);
    }

    /** Zigzag, seven bits a byte, the lowest first. */
    private static void varint(ByteBuf into, int value) {
        int left = (value << 1) ^ (value >> 31);
        while ((left & ~0x7F) != 0) {
            into.writeByte((left & 0x7F) | 0x80);
            left >>>= 7;
        }
        into.writeByte(left);
    }

    @Override
    public ByteBuf request(long firstNumber) {
        var request = template.fill(firstNumber);
        var crc = new CRC32C();
        crc.update(request.nioBuffer(crcAt + CRC_BYTES, request.writerIndex() - crcAt - CRC_BYTES));
        return request.setInt(crcAt, (int) crc.getValue());
    }

    @Override
    public boolean answered(ByteBuf bytes) throws IOException {
        int start = bytes.readerIndex();
        if (bytes.readableBytes() < 4 || bytes.readableBytes() < 4 + bytes.getInt(start)) {
            return false;
        }
        int error = bytes.getShort(start + ANSWER_TO_ERROR);
        if (error != 0) {
            throw new IOException("Produce answered with error code " + error);
        }
        bytes.readerIndex(start + 4 + bytes.getInt(start));
        return true;
    }
}
