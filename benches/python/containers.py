"""Times fastavro on the files of W8: `containers.py CODEC FILE [CODEC FILE]...`."""

import io
import statistics
import sys
import time

import fastavro

ROUNDS = 9
BLOCK = 64 << 10
LEVELS = {"deflate": 6, "zstandard": 3}

# Logical types stay values of their base types.
fastavro.read.LOGICAL_READERS.clear()
fastavro.write.LOGICAL_WRITERS.clear()


def timed(name, records, run):
    rounds = []
    for _ in range(ROUNDS):
        start = time.thread_time()
        run()
        rounds.append((time.thread_time() - start) / records * 1e9)
    print(f"{name:<48} {statistics.median(rounds):8.1f} ns/rec", flush=True)


for codec, path in zip(sys.argv[1::2], sys.argv[2::2]):
    with open(path, "rb") as file:
        data = file.read()
    reader = fastavro.reader(io.BytesIO(data))
    schema = fastavro.parse_schema(reader.writer_schema)
    values = list(reader)

    def read():
        assert sum(1 for _ in fastavro.reader(io.BytesIO(data))) == len(values)

    def write():
        out = io.BytesIO()
        level = LEVELS.get(codec)
        fastavro.writer(out, schema, values, codec=codec, sync_interval=BLOCK, validator=False, codec_compression_level=level)
        assert 0.95 < out.tell() / len(data) < 1.05

    timed(f"W8{codec} fastavro read", len(values), read)
    timed(f"W8{codec} fastavro write", len(values), write)
